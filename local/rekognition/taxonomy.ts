/** What Rekognition knows of a label beside its name. */
export interface LabelKind {
  readonly parents: readonly string[];
  readonly aliases: readonly string[];
  readonly category: string;
}

const kind = (category: string, parents: readonly string[] = [], aliases: readonly string[] = []): LabelKind => ({
  parents,
  aliases,
  category,
});

const ANIMALS = 'Animals and Pets';
const APPAREL = 'Apparel and Accessories';
const COMPUTING = 'Technology and Computing';
const FOOD = 'Food and Beverage';
const FURNITURE = 'Furniture and Furnishings';
const VEHICLES = 'Vehicles and Automotive';

/**
 * The labels of the model as Rekognition spells them, and all that is above them, the nearest last. Documented: the
 * developer guide's list of labels and categories (label model 3.0); for Box, Bottle, Camera and Stationary Bicycle the
 * category is assumed.
 */
const KINDS: Readonly<Record<string, LabelKind>> = {
  Animal: kind(ANIMALS),
  Bicycle: kind(VEHICLES, ['Transportation', 'Vehicle'], ['Bike']),
  Book: kind('Education', ['Publication']),
  Boot: kind(APPAREL, ['Clothing', 'Footwear']),
  Bottle: kind('Everyday Objects'),
  Box: kind('Everyday Objects'),
  Camera: kind(COMPUTING, ['Electronics']),
  Canine: kind(ANIMALS, ['Animal', 'Mammal']),
  Car: kind(VEHICLES, ['Transportation', 'Vehicle'], ['Automobile']),
  Cat: kind(ANIMALS, ['Animal', 'Mammal', 'Pet']),
  Cattle: kind(ANIMALS, ['Animal', 'Livestock', 'Mammal']),
  Chair: kind(FURNITURE, ['Furniture']),
  Clothing: kind(APPAREL, [], ['Apparel']),
  'Coffee Cup': kind(FOOD, ['Cup']),
  Computer: kind(COMPUTING, ['Electronics']),
  'Computer Hardware': kind(COMPUTING, ['Electronics', 'Hardware']),
  Cup: kind(FOOD),
  Desk: kind(FURNITURE, ['Furniture', 'Table']),
  Dog: kind(ANIMALS, ['Animal', 'Canine', 'Mammal', 'Pet'], ['Canis Familiaris']),
  Electronics: kind(COMPUTING),
  Footwear: kind(APPAREL, ['Clothing']),
  Furniture: kind(FURNITURE),
  Hardware: kind(COMPUTING, ['Electronics']),
  'High Heel': kind(APPAREL, ['Clothing', 'Footwear']),
  Laptop: kind(COMPUTING, ['Computer', 'Electronics', 'Pc'], ['Notebook Computer']),
  Livestock: kind(ANIMALS, ['Animal', 'Mammal']),
  Mammal: kind(ANIMALS, ['Animal']),
  Monitor: kind(COMPUTING, ['Computer Hardware', 'Electronics', 'Hardware', 'Screen'], ['Computer Monitor']),
  Mouse: kind(COMPUTING, ['Computer Hardware', 'Electronics', 'Hardware'], ['Computer Mouse']),
  Mug: kind(FOOD, ['Cup']),
  Pc: kind(COMPUTING, ['Computer', 'Electronics'], ['Personal Computer']),
  Person: kind('Person Description', [], ['Human']),
  Pet: kind(ANIMALS, ['Animal']),
  Publication: kind('Education'),
  Screen: kind(COMPUTING, ['Electronics']),
  'Stationary Bicycle': kind('Sports', ['Bicycle', 'Transportation', 'Vehicle'], ['Exercise Bike']),
  Table: kind(FURNITURE, ['Furniture']),
  Transportation: kind(VEHICLES),
  Vehicle: kind(VEHICLES, ['Transportation']),
};

/** Where Rekognition spells a label otherwise than the model's list does. */
const SPELT: Readonly<Record<string, string>> = {
  'Coffee cup': 'Coffee Cup',
  'Computer monitor': 'Monitor',
  'Computer mouse': 'Mouse',
  'High heels': 'High Heel',
  'Stationary bicycle': 'Stationary Bicycle',
};

/** Rekognition's name for a label of the model. */
export const spelt = (modelLabel: string): string => SPELT[modelLabel] ?? modelLabel;

/** What is known of a label; of one that nobody has listed, that it has no parents. */
export const labelKind = (name: string): LabelKind =>
  (Object.hasOwn(KINDS, name) ? KINDS[name] : undefined) ?? kind('Everyday Objects');
