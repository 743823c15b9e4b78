import { fuzzLoop } from '../../../fuzz/engine/fuzzLoop.ts';
import { SeededRandom } from '../../../fuzz/engine/SeededRandom.ts';
import type { FuzzTarget } from '../../../fuzz/Target.ts';

/** A parser with a mistake behind three bytes that must be right one after the other. */
const steps = (input: Uint8Array): number => {
  const word = Buffer.from('KV!');
  let right = 0;
  while (right < word.length && input[right] === word[right]) right += 1;
  return right;
};
const planted: FuzzTarget = {
  maxBytes: 64,
  memory: { base: 1 << 26, perByte: 1 },
  seeds: async () => [Buffer.from('....')],
  run(input) {
    const right = steps(input);
    if (right === 3) throw new Error('the planted mistake');
    return `${right} bytes`;
  },
};

/** Coverage of what a target says of itself. */
class SaidCoverage {
  readonly #seen = new Set<string>();
  get size(): number {
    return this.#seen.size;
  }
  news(): number {
    return 0;
  }
  note(reached: string | undefined): number {
    if (reached === undefined || this.#seen.has(reached)) return 0;
    this.#seen.add(reached);
    return 1;
  }
}

async function fuzz(target: FuzzTarget, inputs: number, seed: number) {
  const findings: { input: string; message: string }[] = [];
  let present: Uint8Array = Buffer.alloc(0);
  const report = await fuzzLoop({
    target,
    corpus: [],
    random: new SeededRandom(seed),
    coverage: new SaidCoverage(),
    goesOn: (count) => count < inputs && findings.length === 0,
    observer: {
      onInput: (input) => {
        present = input;
      },
      onReached: () => undefined,
      onFinding: (input, error) => findings.push({ input: Buffer.from(input).toString(), message: error.message }),
      onProgress: () => undefined,
    },
  });
  return { report, findings, present };
}

describe('fuzzLoop', () => {
  it('comes to a mistake step by step, by what inputs reach, and gives the shortest input for it', async () => {
    const { report, findings } = await fuzz(planted, 200_000, 1);

    expect(findings).toEqual([{ input: 'KV!', message: 'the planted mistake' }]);
    expect(report.corpus).toBe(3); // none right, then one, then two
  });

  it('takes the same way with the same seed', async () => {
    const [one, two] = [await fuzz(planted, 3_000, 7), await fuzz(planted, 3_000, 7)];

    expect(one.report).toEqual(two.report);
    expect(Buffer.from(one.present).equals(Buffer.from(two.present))).toBe(true);
  });

  it('finds what allocates more than it promised', async () => {
    const greedy: FuzzTarget = {
      ...planted,
      memory: { base: 1 << 20, perByte: 16 },
      run: (input) => (Buffer.alloc(input.includes(0x47) ? 1 << 24 : 16).length > 16 ? 'much' : 'little'),
    };

    const { findings } = await fuzz(greedy, 50_000, 1);

    expect(findings).toEqual([
      { input: expect.stringContaining('G'), message: expect.stringMatching(/^\d+ bytes made it allocate 16\d{6}; /) },
    ]);
  });

  it('stops at a mistake of the seeds themselves', async () => {
    const { findings } = await fuzz({ ...planted, seeds: async () => [Buffer.from('KV!')] }, 0, 1);

    expect(findings).toHaveLength(1);
  });
});
