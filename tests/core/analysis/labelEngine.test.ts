import { describeEngine, parseLabelEngine } from '../../../core/analysis/labelEngine.ts';

test.each([
  ['rekognition', { kind: 'rekognition' }, 'Rekognition'],
  ['sagemaker:people-1', { kind: 'sagemaker', endpointName: 'people-1' }, 'the SageMaker endpoint people-1'],
  [
    'https://labels.example.com/v1?a=b',
    { kind: 'http', url: 'https://labels.example.com/v1?a=b' },
    'labels.example.com',
  ],
  ['http://localhost:8080', { kind: 'http', url: 'http://localhost:8080' }, 'localhost:8080'],
])('%s', (text, engine, description) => {
  const parsed = parseLabelEngine(text);

  expect(parsed).toEqual(engine);
  expect(describeEngine(parsed)).toBe(description);
});

test.each([
  '',
  'Rekognition',
  'sagemaker:',
  'sagemaker:-a',
  'http://labels.example.com/',
  'https://',
  'https://user@host/',
  'ftp://x',
])('%j is no engine', (text) => {
  expect(() => parseLabelEngine(text)).toThrow(expect.objectContaining({ name: 'InvalidInput' }));
});
