import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readOptions, type Variant } from './options.ts';

const text = ({ angular, structure, zone, ssr }: Variant) => [angular, structure, zone, ssr].join(' ');
const namesOf = (...args: string[]) => readOptions(args).variants.map(text);

describe('the options of npm run test:consumers', () => {
  it('choose six projects of each version, with each pair of properties in one of them', () => {
    const { variants } = readOptions([]);
    assert.equal(variants.length, 24);
    for (const angular of ['19', '20', '21', '22']) {
      const own = variants.filter((each) => each.angular === angular);
      for (const [one, other, pairs] of [
        ['structure', 'zone', 4],
        ['structure', 'ssr', 6],
        ['zone', 'ssr', 6],
      ] as const)
        assert.equal(new Set(own.map((each) => `${each[one]} ${each[other]}`)).size, pairs);
    }
  });

  it('limit the versions and the properties', () => {
    assert.deepEqual(namesOf('--angular', '19,22', '--ssr', 'server', '--zone', 'zone'), [
      '19 module zone server',
      '22 module zone server',
    ]);
  });

  it('run a combination that they name whole, though it is none of the six', () => {
    const whole = ['--angular', '20', '--structure', 'module', '--zone', 'zone', '--ssr', 'none'];
    assert.deepEqual(namesOf(...whole), ['20 module zone none']);
  });

  it('say which value there is not', () => {
    assert.throws(() => readOptions(['--angular', '18']), /--angular: "18" is none of 19, 20, 21, 22/);
    assert.throws(() => readOptions(['--ssr', 'yes']), /--ssr: "yes" is none of none, server, prerender/);
    assert.throws(() => readOptions(['--version', '19']), /--version/);
  });
});
