/** As much of a detection as it takes to put those of one image together. */
interface Seen {
  readonly imageId: string;
  readonly label: string;
  readonly parents: readonly string[];
}

/** What was seen, image by image, in the order in which the images come. */
export function byImage<Detection extends Seen>(detections: readonly Detection[]): readonly (readonly Detection[])[] {
  const images = new Map<string, Detection[]>();
  for (const detection of detections) {
    const known = images.get(detection.imageId);
    if (known === undefined) images.set(detection.imageId, [detection]);
    else known.push(detection);
  }
  return [...images.values()];
}

/** Those of an image that no other is a kind of: a car, and not the vehicle that it is. */
export function mostSpecific<Detection extends Seen>(detections: readonly Detection[]): readonly Detection[] {
  return detections.filter(({ label }) => !detections.some(({ parents }) => parents.includes(label)));
}
