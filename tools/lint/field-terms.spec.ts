import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Linter } from 'eslint';
import tseslint from 'typescript-eslint';
import { fieldTerms, wordsOf } from './field-terms.mjs';

const linter = new Linter({ cwd: '/project' });

function problems(code: string, filename = 'src/file.ts'): string[] {
  const config: Linter.Config[] = [
    { files: ['**/*.ts'], languageOptions: { parser: tseslint.parser } },
    ...fieldTerms,
  ];
  return linter.verify(code, config, { filename: `/project/${filename}` }).map(({ message }) => message);
}

const DECLARATIONS = [
  'const theHouse = 1;',
  'let [house] = x;',
  'const { a: house } = x;',
  'const { house } = x;',
  'const { a: house = 2 } = x;',
  'const { ...house } = x;',
  'function f(house) {}',
  'const f = (house) => house;',
  'const f = ({ a: house }: T) => house;',
  'function startHouse() {}',
  'class House {}',
  'class A { house = 1; }',
  'class A { #house = 1; }',
  'class A { house() {} }',
  'class A { constructor(private readonly house: number) {} }',
  'abstract class A { abstract house(): void; }',
  'interface House {}',
  'interface A { readonly house: number }',
  'interface A { house(): void }',
  'type House = 1;',
  'type A<House> = House;',
  'import { x as house } from "x";',
  'const HOUSE_KEY = 1;',
];

describe('names are terms of the field', () => {
  for (const code of DECLARATIONS) {
    it(`refuses ${code}`, () => {
      const [first, ...others] = problems(code);
      assert.match(first ?? '', /"house" in the name ".*": say a fixture/i);
      assert.deepEqual(others, []);
    });
  }

  it('refuses a word that is too wide as a whole name only', () => {
    for (const code of ['const session = 1;', 'const { session } = x;', 'class A { session() {} }'])
      assert.match(problems(code).join(), /^"session" in the name "session": say which session: [^,]+/, code);
    const fine = [
      'const appSession = 1;',
      'const { session: hostSession } = request;',
      'interface Request { readonly session: string }',
      'x.session();',
    ];
    for (const code of fine) assert.deepEqual(problems(code), [], code);
  });

  it('refuses names of files and folders', () => {
    assert.equal(problems('', 'trial/file.ts').length, 1);
    assert.equal(problems('', 'src/the-house.ts').length, 1);
    assert.equal(problems('', 'src/warehouse.ts').length, 0);
  });

  it("leaves other interfaces' names and longer words alone", () => {
    const fine = [
      'x.house = 1;',
      'call({ house: 1 });',
      'x.house();',
      'const warehouse = 1;',
      'const essay = "house";',
    ];
    for (const code of fine) assert.deepEqual(problems(code), [], code);
  });

  it('reads names in every writing', () => {
    assert.deepEqual(wordsOf('anHTTPHouse2Of'), ['an', 'http', 'house', 'of']);
    assert.deepEqual(wordsOf('AN_OLD_HOUSE'), ['an', 'old', 'house']);
    assert.deepEqual(wordsOf('src/an-old.house.ts'), ['src', 'an', 'old', 'house', 'ts']);
  });
});
