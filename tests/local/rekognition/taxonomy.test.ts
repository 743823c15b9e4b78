import { installedModel, readModel } from '../../../local/rekognition/model/modelFile.ts';
import { labelKind, spelt } from '../../../local/rekognition/taxonomy.ts';

test('every label of the model has a place, and every parent is known with parents of its own among the others', async () => {
  const { labels } = await readModel(installedModel().assets);

  expect(labels).toHaveLength(24);
  for (const label of labels.slice(1)) {
    const { parents, category } = labelKind(spelt(label));
    expect(category).not.toBe('');
    for (const parent of parents) {
      const above = labelKind(parent);
      expect({ label, parent, above: above.parents.every((each) => parents.includes(each)) }).toEqual({
        label,
        parent,
        above: true,
      });
    }
  }
  expect(spelt('Computer monitor')).toBe('Monitor');
  expect(labelKind('constructor')).toEqual({ parents: [], aliases: [], category: 'Everyday Objects' });
});
