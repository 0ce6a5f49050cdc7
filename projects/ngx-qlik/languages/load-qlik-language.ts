import { loadPart, type QlikMessagePack } from 'ngx-qlik';

const PACKS: Readonly<Record<string, () => Promise<QlikMessagePack>>> = {
  de: async () => (await import('./de')).DE,
  es: async () => (await import('./es')).ES,
  fr: async () => (await import('./fr')).FR,
  ja: async () => (await import('./ja')).JA,
};

/**
 * Loads the texts of a language, for `provideQlikMessages(…)`: German, French, Japanese or Spanish. Each is a script of its own, which a browser loads
 * when the language is chosen.
 *
 * @param locale a tag of BCP 47; its language counts (`de-CH` is German)
 * @returns `undefined` for English, and for a language that this library has no texts in
 * @throws {QlikError} `http-unreachable` when the script cannot be loaded
 * @example provideQlikMessages({ load: loadQlikLanguage })
 */
export async function loadQlikLanguage(locale: string): Promise<QlikMessagePack | undefined> {
  const [language = ''] = locale.toLowerCase().split(/[-_]/);
  const load = Object.hasOwn(PACKS, language) ? PACKS[language] : undefined;
  return load && loadPart(load);
}
