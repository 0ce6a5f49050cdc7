import { TestBed } from '@angular/core/testing';
import { provideQlikMessages, QLIK_MESSAGES, QlikError, type QlikErrorCode } from 'ngx-qlik';
import { fakeConnection, provideQlikTesting, QlikTesting, settled } from 'ngx-qlik/testing';
import { DE } from './de';
import { ES } from './es';
import { FR } from './fr';
import { JA } from './ja';
import type { LanguagePack } from './language-pack';
import { loadQlikLanguage } from './load-qlik-language';

const PACKS: Readonly<Record<string, LanguagePack>> = { de: DE, es: ES, fr: FR, ja: JA };

/** Their message in English is that of the engine, or of other code, as a whole. */
const UNTRANSLATED = ['engine-error.message', 'unexpected.message'];

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
      'address',
      'app',
      'attempts',
      'clientId',
      'column',
      'connection',
      'english',
      'field',
      'fields',
      'format',
      'formats',
      'host',
      'input',
      'issuers',
      'limit',
      'message',
      'name',
      'page',
      'pages',
      'parts',
      'reason',
      'remedy',
      'seconds',
      'selection',
      'times',
      'width',
    ];
    const used = Object.values(DE).flatMap(parametersOf);
    expect(used.filter((name) => name === undefined || !known.includes(name))).toEqual([]);
  });

  for (const [language, pack] of Object.entries(PACKS)) {
    it(`${language}: an error is told once, with the reason and without the English sentence around it`, async () => {
      TestBed.configureTestingModule({
        providers: [
          provideQlikTesting({ connections: [fakeConnection({ id: 'acme' })] }),
          provideQlikMessages({ locale: language, load: () => Promise.resolve(pack) }),
        ],
      });
      await TestBed.inject(QlikTesting).ready();
      const messages = TestBed.inject(QLIK_MESSAGES);
      messages.text('embed.retry', '');
      await settled();
      for (const [key, text] of Object.entries(pack)) {
        const [code, part] = key.split('.');
        if (part !== 'message' || UNTRANSLATED.includes(key)) continue;
        for (const params of [undefined, { reason: 'Forbidden' }]) {
          const english = `This went wrong${params ? `: ${params.reason}` : ''}.`;
          const error = new QlikError(code as QlikErrorCode, english, { remedy: '', params });
          const { message } = messages.ofError(error);
          expect(message).withContext(key).not.toContain('went wrong');
          if (`${code}.reason.message` in pack)
            expect(message.includes('Forbidden')).toBe(params !== undefined);
          else expect(message).toBe(text);
        }
      }
    });
  }

  it('are loaded for no other tag', async () => {
    for (const tag of ['en', 'en-US', '', 'constructor', 'deu', 'x-de'])
      expect(await loadQlikLanguage(tag)).toBeUndefined();
  });
});
