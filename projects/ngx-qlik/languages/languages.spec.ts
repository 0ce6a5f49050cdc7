import { DE } from './de';
import { ES } from './es';
import { FR } from './fr';
import { JA } from './ja';
import type { LanguagePack } from './language-pack';
import { loadQlikLanguage } from './load-qlik-language';

const PACKS: Readonly<Record<string, LanguagePack>> = { de: DE, es: ES, fr: FR, ja: JA };

const parametersOf = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();

describe('the languages of ngx-qlik', () => {
  for (const [language, pack] of Object.entries(PACKS)) {
    it(`${language}: each text has something to say, and the parameters of the others`, () => {
      expect(Object.keys(pack)).toEqual(Object.keys(DE));
      for (const [key, text] of Object.entries(pack)) {
        expect(text.trim().length).withContext(key).toBeGreaterThan(2);
        expect(parametersOf(text))
          .withContext(key)
          .toEqual(parametersOf(DE[key as keyof LanguagePack]));
      }
    });

    it(`${language}: is loaded by each tag of the language`, async () => {
      for (const tag of [language, language.toUpperCase(), `${language}-XX`, `${language}_XX`])
        expect(await loadQlikLanguage(tag)).toBe(pack);
    });
  }

  it('have parameters that texts are given', () => {
    const known = [
      'attempts',
      'english',
      'fields',
      'limit',
      'message',
      'name',
      'parts',
      'remedy',
      'seconds',
      'selection',
    ];
    const used = Object.values(DE).flatMap(parametersOf);
    expect(used.filter((name) => name === undefined || !known.includes(name))).toEqual([]);
  });

  it('are loaded for no other tag', async () => {
    for (const tag of ['en', 'en-US', '', 'constructor', 'deu', 'x-de'])
      expect(await loadQlikLanguage(tag)).toBeUndefined();
  });
});
