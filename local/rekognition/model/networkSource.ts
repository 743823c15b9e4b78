/**
 * The program inside the network's worker. It is a string, evaluated by `new Worker`, so that it is the same from the
 * TypeScript sources, under jest and from the bundled CLI. It is CommonJS; LiteRT.js is loaded by a dynamic import.
 *
 * LiteRT.js is made for browsers: it asks for `self` and `importScripts`, which are there while it loads and gone
 * afterwards. `new Function`, for a script that runs in no scope of its own is what it expects.
 *
 * workerData: { runtime (file URL), wasm (path), weights }. Messages out: { ready } or { initError }, then for each
 * picture { boxes, scores } or { error }. Messages in: a picture of 300x300 as RGB bytes, one at a time.
 */
export const NETWORK_SOURCE = `
'use strict';
const { parentPort, workerData } = require('node:worker_threads');
const { readFileSync } = require('node:fs');
const { dirname } = require('node:path');
const messageOf = (error) => String((error && error.message) || error);
const SIDE = 300;
// It speaks of accelerators that are not there.
console.log = console.info = console.warn = () => undefined;
async function load() {
  const names = ['self', 'importScripts'];
  const before = names.map((name) => Object.getOwnPropertyDescriptor(globalThis, name));
  const define = (name, value) => Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  define('self', globalThis);
  define('importScripts', (path) => {
    const source = readFileSync(path, 'utf8') + '\\n;return ModuleFactory;';
    globalThis.ModuleFactory = new Function('require', '__filename', '__dirname', source)(require, path, dirname(path));
  });
  try {
    const litert = await import(workerData.runtime);
    await litert.loadLiteRt(workerData.wasm);
    return [litert, await litert.loadAndCompile(workerData.weights, { accelerator: 'wasm' })];
  } finally {
    names.forEach((name, index) => {
      if (before[index] === undefined) delete globalThis[name];
      else Object.defineProperty(globalThis, name, before[index]);
    });
  }
}
async function run(litert, model, rgb) {
  const values = new Float32Array(SIDE * SIDE * 3);
  for (let at = 0; at < values.length; at += 1) values[at] = rgb[at] / 127.5 - 1;
  const input = new litert.Tensor(values, [1, SIDE, SIDE, 3]);
  let output = [];
  try {
    output = await model.run(input);
    const [boxes, scores] = output.map((tensor) => tensor.toTypedArray().slice());
    parentPort.postMessage({ boxes, scores }, [boxes.buffer, scores.buffer]);
  } finally {
    // Its memory lies in WebAssembly, where nobody collects it.
    for (const tensor of [input, ...output]) tensor.delete();
  }
}
load().then(
  ([litert, model]) => {
    parentPort.on('message', (rgb) => {
      run(litert, model, rgb).catch((error) => parentPort.postMessage({ error: messageOf(error) }));
    });
    parentPort.postMessage({ ready: true });
  },
  (error) => parentPort.postMessage({ initError: messageOf(error) }),
);
`;
