import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { mapHeaderUser, mapUser, userMappingShape } from './user-mapping.ts';

const KEYS = { 'ada@corp.example': 'alovelace', josé: 'jose', STRASSE: 'street' };

/** Look the same, or are equal after normalization. */
const LOOKALIKES: Readonly<Record<string, readonly string[]>> = {
  'another case': ['Ada@corp.example', 'ADA@CORP.EXAMPLE', 'JOSÉ', 'strasse', 'straße'],
  'another Unicode form': ['josé'.normalize('NFD'), 'ａda@corp.example', 'ada＠corp.example'],
  'another script': ['аda@corp.example', 'ada@соrp.example'],
  whitespace: [' ada@corp.example', 'ada@corp.example ', 'ada@corp.example\n', '\u00a0josé', 'STRASSE\t'],
  'invisible characters': [
    'ada@corp.example\u200b',
    '\ufeffada@corp.example',
    'jos\u00adé',
    'ada@corp.example\0',
  ],
  'names that objects have': ['__proto__', 'constructor', 'toString', 'hasOwnProperty'],
};

describe('the user mapping', () => {
  for (const from of ['id', 'email'] as const) {
    const mapping = userMappingShape.parse({ from, map: KEYS, others: 'refuse' });
    const map = (text: string): string =>
      mapUser(mapping, { id: text, name: 'x', email: text, isEmailVerified: true }, 'c');

    it(`by ${from} finds its keys as they are written`, () => {
      for (const [key, name] of Object.entries(KEYS)) assert.equal(map(key), name);
    });

    for (const [what, texts] of Object.entries(LOOKALIKES)) {
      it(`by ${from} takes no name with ${what} for one of its keys`, () => {
        for (const text of texts) assert.throws(() => map(text), { code: 'user-unknown-at-qlik' }, text);
      });
    }

    it(`by ${from} takes nothing for a key that is not the key`, () => {
      const change = fc.constantFrom<(text: string) => string>(
        (text) => text.toUpperCase(),
        (text) => text.normalize('NFD'),
        (text) => text.normalize('NFKD'),
        (text) => `${text} `,
        (text) => `\u200b${text}`,
        (text) => text.replace('a', 'а'),
        (text) => text,
      );
      fc.assert(
        fc.property(
          fc.constantFrom(...Object.keys(KEYS)),
          fc.array(change, { maxLength: 4 }),
          (key, changes) => {
            const text = changes.reduce((changed, apply) => apply(changed), key);
            if (Object.hasOwn(KEYS, text)) assert.equal(map(text), KEYS[text as keyof typeof KEYS]);
            else assert.throws(() => map(text), { code: 'user-unknown-at-qlik' });
          },
        ),
        { numRuns: 2_000 },
      );
    });
  }

  it('passes other names on as they are, and no name that a header would change', () => {
    const mapping = userMappingShape.parse({});
    for (const text of ['ADA', 'josé'.normalize('NFD')]) {
      assert.equal(mapUser(mapping, { id: text, name: 'x' }, 'c'), text);
    }
    for (const text of [' ada', 'ada ', 'a\r\nb', 'josé', 'a;b', 'D\\ada', '']) {
      assert.throws(
        () => mapHeaderUser(mapping, { id: text, name: 'x' }, 'c'),
        { code: 'user-name-unusable' },
        text,
      );
    }
  });

  it('starts from no unverified address, also when another claim is present', () => {
    const mapping = userMappingShape.parse({ from: 'email', others: 'same' });
    for (const isEmailVerified of [undefined, false]) {
      const user = { id: 'ada', name: 'Ada', email: 'ada@corp.example' };
      assert.throws(
        () => mapUser(mapping, isEmailVerified === undefined ? user : { ...user, isEmailVerified }, 'c'),
        { code: 'email-unverified' },
      );
    }
    assert.throws(() => mapUser(mapping, { id: 'ada', name: 'Ada' }, 'c'), { code: 'user-unknown-at-qlik' });
  });
});
