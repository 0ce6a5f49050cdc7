import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { inParallel, runInSlots, type Schedulable } from './scheduler.ts';

/** Runs fake steps that end when they are told to, and keeps what was running at each moment. */
class FakeRun {
  readonly started: string[] = [];
  readonly running = new Set<string>();
  readonly #ends = new Map<string, () => void>();

  readonly run = async ({ id }: Schedulable): Promise<string> => {
    this.started.push(id);
    this.running.add(id);
    await new Promise<void>((resolve) => this.#ends.set(id, resolve));
    this.running.delete(id);
    return `result of ${id}`;
  };

  async end(id: string): Promise<void> {
    this.#ends.get(id)?.();
    await new Promise(setImmediate);
  }
}

const step = (id: string, cores = 1, after: string[] = []) => ({ id, cores, after });

describe('steps beside each other', () => {
  it('start as soon as there is room, in the order of the list, and give their results in that order', async () => {
    const fake = new FakeRun();
    const results = runInSlots([step('a'), step('b'), step('c')], 2, fake.run);
    assert.deepEqual(fake.started, ['a', 'b']);
    await fake.end('b');
    assert.deepEqual(fake.started, ['a', 'b', 'c']);
    await fake.end('c');
    await fake.end('a');
    assert.deepEqual(await results, ['result of a', 'result of b', 'result of c']);
  });

  it('let one that needs all processors run alone', async () => {
    const fake = new FakeRun();
    const results = runInSlots([step('a'), step('b'), step('all', 2), step('late')], 2, fake.run);
    await fake.end('a');
    assert.deepEqual([...fake.running], ['b', 'late']);
    await fake.end('b');
    await fake.end('late');
    assert.deepEqual([...fake.running], ['all']);
    await fake.end('all');
    assert.equal((await results).length, 4);
  });

  it('start at once where they need no processor of their own', async () => {
    const fake = new FakeRun();
    const results = runInSlots([step('all', 2), step('late'), step('background', 0)], 2, fake.run);
    assert.deepEqual(fake.started, ['all', 'background']);
    await fake.end('all');
    assert.deepEqual([...fake.running], ['background', 'late']);
    await fake.end('background');
    await fake.end('late');
    await results;
  });

  it('wait for those that they come after, and not for one that does not run', async () => {
    const fake = new FakeRun();
    const results = runInSlots([step('size', 1, ['build', 'absent']), step('build')], 2, fake.run);
    assert.deepEqual(fake.started, ['build']);
    await fake.end('build');
    assert.deepEqual(fake.started, ['build', 'size']);
    await fake.end('size');
    await results;
  });

  it('run on a machine with fewer processors than one of them needs', async () => {
    const results = await runInSlots([step('big', 4), step('small')], 1, ({ id }) => Promise.resolve(id));
    assert.deepEqual(results, ['big', 'small']);
  });

  it('fail when they wait for each other', async () => {
    const steps = [step('a', 1, ['b']), step('b', 1, ['a'])];
    await assert.rejects(
      runInSlots(steps, 2, ({ id }) => Promise.resolve(id)),
      /wait for each other: a, b/,
    );
  });

  it('fail when one of them throws, which steps never do', async () => {
    await assert.rejects(
      runInSlots([step('a')], 2, () => Promise.reject(new Error('broken'))),
      /broken/,
    );
  });

  it('never take more processors than there are, and all run', async () => {
    const arbitrary = fc.array(
      fc.record({ cores: fc.integer({ min: 1, max: 4 }), turns: fc.integer({ min: 0, max: 3 }) }),
    );
    await fc.assert(
      fc.asyncProperty(arbitrary, fc.integer({ min: 1, max: 4 }), async (shapes, slots) => {
        const steps = shapes.map((shape, at) => ({
          ...shape,
          id: String(at),
          after: at % 3 === 2 ? [String(at - 1)] : [],
        }));
        let taken = 0;
        const ended = new Set<string>();
        const results = await runInSlots(steps, slots, async ({ id, cores, turns, after }) => {
          taken += Math.min(cores, slots);
          assert.ok(taken <= slots);
          assert.ok(after.every((each) => ended.has(each)));
          for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
          taken -= Math.min(cores, slots);
          ended.add(id);
          return id;
        });
        assert.deepEqual(
          results,
          steps.map(({ id }) => id),
        );
      }),
    );
  });

  it('can be items of a list, so many at a time', async () => {
    let running = 0;
    let most = 0;
    const results = await inParallel([1, 2, 3, 4, 5], 2, async (item) => {
      running += 1;
      most = Math.max(most, running);
      await new Promise(setImmediate);
      running -= 1;
      return item * 2;
    });
    assert.deepEqual(results, [2, 4, 6, 8, 10]);
    assert.equal(most, 2);
  });
});
