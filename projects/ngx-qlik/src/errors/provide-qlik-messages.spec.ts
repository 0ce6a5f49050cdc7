import {
  computed,
  createEnvironmentInjector,
  EnvironmentInjector,
  ErrorHandler,
  inject,
  InjectionToken,
  LOCALE_ID,
  signal,
} from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { fakeConnection, provideQlikTesting, QlikTesting, settled } from 'ngx-qlik/testing';
import { QLIK_MESSAGES } from './messages';
import { provideQlikMessages, type QlikMessageOptions, type QlikText } from './provide-qlik-messages';
import { QlikError } from './qlik-error';

const ACME = fakeConnection({ id: 'acme', label: 'Acme' });
/** As if it were another language. */
const DE = {
  'http-rate-limited.message': 'TOO MANY: {connection} ({status}).',
  'http-rate-limited.remedy': 'WAIT {seconds} s.',
  'http-unreachable.reload.remedy': 'RELOAD.',
  'http-unreachable.remedy': 'TRY AGAIN.',
  'config-invalid.message': '{source} IS {what}.',
  'embed.retry': 'AGAIN',
};

const limited = new QlikError('http-rate-limited', 'Too many requests were made.', {
  remedy: 'Wait 5 s and try again.',
  connectionId: ACME.id,
  status: 429,
  retryAfterSeconds: 5,
});

async function begin(options?: QlikMessageOptions, locale = 'de') {
  TestBed.configureTestingModule({
    providers: [
      provideQlikTesting({ connections: [ACME] }),
      { provide: LOCALE_ID, useValue: locale },
      options ? [provideQlikMessages(options)] : [],
    ],
  });
  await TestBed.inject(QlikTesting).ready();
  return TestBed.inject(QLIK_MESSAGES);
}

describe('the texts of the library', () => {
  it('are in English by default', async () => {
    const messages = await begin();
    expect(messages.text('embed.retry', 'Try again')).toBe('Try again');
    expect(messages.ofError(limited)).toBe(limited);
  });

  it('are in the language of the application once its pack is there, with their parameters', async () => {
    const load = jasmine.createSpy('load').and.resolveTo(DE);
    const messages = await begin({ load });
    expect(messages.ofError(limited)).toEqual({ message: limited.message, remedy: limited.remedy });
    await settled();
    expect(messages.ofError(limited)).toEqual({
      message: 'TOO MANY: Acme (429).',
      remedy: 'WAIT 5 s.',
    });
    expect(messages.text('embed.retry', 'Try again')).toBe('AGAIN');
    expect(messages.text('embed.loading', 'Loading …')).toBe('Loading …');
    expect(load.calls.allArgs()).toEqual([['de']]);
  });

  it('say more of an error that has a variant, and values of its own', async () => {
    const messages = await begin({ load: () => Promise.resolve(DE) });
    messages.text('embed.retry', '');
    await settled();
    const lost = (variant?: string) =>
      new QlikError('http-unreachable', 'Gone.', { remedy: 'Reload.', variant, connectionId: 'x' as never });
    expect(messages.ofError(lost('reload'))).toEqual({
      message: 'Gone.',
      remedy: 'RELOAD.',
    });
    expect(messages.ofError(lost('other')).remedy).toBe('TRY AGAIN.');
    expect(messages.ofError(lost()).remedy).toBe('TRY AGAIN.');
    expect(messages.ofError(new QlikError('unexpected', 'What?', { remedy: 'Report it.' })).message).toBe(
      'What?',
    );
    const invalid = new QlikError('config-invalid', 'Wrong.', { remedy: '', params: { source: 'c.json' } });
    expect(messages.ofError(invalid.for(ACME.id)).message).toBe('c.json IS {what}.');
  });

  it('say how long to wait, and what is said in English', async () => {
    const pack = {
      'http-rate-limited.remedy': 'MOMENT.',
      'http-rate-limited.wait.remedy': '{seconds} S.',
      'unexpected.message': 'OH: {english}',
    };
    const messages = await begin({ load: () => Promise.resolve(pack) });
    messages.text('embed.retry', '');
    await settled();
    expect(messages.ofError(limited).remedy).toBe('5 S.');
    const unknown = new QlikError('http-rate-limited', 'Slow.', { remedy: 'Wait.' });
    expect(messages.ofError(unknown).remedy).toBe('MOMENT.');
    expect(messages.ofError(new QlikError('unexpected', 'What?', { remedy: '' })).message).toBe('OH: What?');
  });

  it('follow the language, and load each once', async () => {
    const locale = signal('en');
    const load = jasmine
      .createSpy('load')
      .and.callFake((wanted: string) => Promise.resolve(wanted === 'de' ? DE : undefined));
    const messages = await begin({ locale, load });
    const retry = () => messages.text('embed.retry', 'Try again');
    for (const each of ['en', 'de', 'en', 'de']) {
      locale.set(each);
      retry();
      retry();
      await settled();
      expect(retry()).toBe(each === 'de' ? 'AGAIN' : 'Try again');
    }
    expect(load.calls.allArgs()).toEqual([['en'], ['de']]);
  });

  describe('whose functions ask the application for what they need', () => {
    const LANGUAGE = new InjectionToken('LANGUAGE', { providedIn: 'root', factory: () => signal('de') });
    const WORDS = new InjectionToken('WORDS', { providedIn: 'root', factory: () => 'STOP!' });

    it('take the language from what is injected, also where templates read them', async () => {
      const messages = await begin({
        locale: () => inject(LANGUAGE)(),
        load: (locale) => Promise.resolve(locale === 'de' ? DE : undefined),
      });
      const texts = computed(() => messages.text('embed.retry', 'Try again'));
      expect(texts()).toBe('Try again');
      await settled();
      expect(texts()).toBe('AGAIN');
      TestBed.inject(LANGUAGE).set('en');
      expect(texts()).toBe('Try again');
    });

    it('take packs and translations from what is injected', async () => {
      const messages = await begin({
        load: () => Promise.resolve({ 'embed.retry': inject(WORDS) }),
        translate: ({ key }) => (key === 'embed.loading' ? inject(WORDS) : undefined),
      });
      const texts = () => [messages.text('embed.retry', ''), messages.text('embed.loading', '')];
      texts();
      await settled();
      expect(texts()).toEqual(['STOP!', 'STOP!']);
    });

    it('are there after the application has ended', async () => {
      await begin();
      const parts = createEnvironmentInjector(
        [
          provideQlikMessages({
            locale: signal('de'),
            load: () => Promise.resolve(DE),
            translate: () => undefined,
          }),
        ],
        TestBed.inject(EnvironmentInjector),
      );
      const messages = parts.get(QLIK_MESSAGES);
      messages.text('embed.retry', '');
      await settled();
      parts.destroy();
      expect(messages.text('embed.retry', '')).toBe('AGAIN');
    });
  });

  it('stay in English when a pack cannot be loaded, report that, and try again with the language', async () => {
    const locale = signal('de');
    const answers = [Promise.reject(new Error('offline')), Promise.resolve(DE)];
    answers[0]?.catch(() => undefined);
    const messages = await begin({ locale, load: () => answers.shift() ?? Promise.resolve(undefined) });
    const reported = spyOn(TestBed.inject(ErrorHandler), 'handleError');
    const retry = () => messages.text('embed.retry', 'Try again');
    retry();
    await settled();
    expect(retry()).toBe('Try again');
    expect(reported).toHaveBeenCalledOnceWith(new Error('offline'));
    locale.set('en-GB');
    retry();
    locale.set('de');
    answers.unshift(Promise.resolve(DE));
    retry();
    await settled();
    expect(retry()).toBe('AGAIN');
  });

  it('come from the translations of the application, and from a pack where those have none', async () => {
    const asked: QlikText[] = [];
    const messages = await begin({
      locale: 'de-CH',
      load: () => Promise.resolve(DE),
      translate: (text) => {
        asked.push(text);
        return text.key === 'http-rate-limited.message' ? 'STOP, {connection}!' : undefined;
      },
    });
    messages.ofError(limited);
    await settled();
    expect(messages.ofError(limited)).toEqual({ message: 'STOP, Acme!', remedy: 'WAIT 5 s.' });
    expect(asked[0]).toEqual({
      key: 'http-rate-limited.wait.message',
      params: { connection: 'Acme', status: 429, seconds: 5 },
      english: 'Too many requests were made.',
      locale: 'de-CH',
    });
  });

  it('come from the pack where the translation of the application fails, which is reported once', async () => {
    const messages = await begin({
      load: () => Promise.resolve(DE),
      translate: ({ key }) => {
        if (key === 'embed.retry') throw new RangeError('No such key');
        // A library may return what is no text for a key that it does not have.
        return { key } as never;
      },
    });
    const reported = spyOn(TestBed.inject(ErrorHandler), 'handleError');
    messages.text('embed.retry', 'Try again');
    await settled();
    expect([1, 2, 3].map(() => messages.text('embed.retry', 'Try again'))).toEqual([
      'AGAIN',
      'AGAIN',
      'AGAIN',
    ]);
    expect(reported).toHaveBeenCalledOnceWith(new RangeError('No such key'));
    expect(messages.ofError(limited).message).toBe(limited.message);
  });

  it('leave a name in braces that is no parameter, also one that objects have by themselves', async () => {
    const pack = { 'embed.retry': '{constructor} {toString} {name}' };
    const messages = await begin({ load: () => Promise.resolve(pack) });
    messages.text('embed.retry', '');
    await settled();
    expect(messages.text('embed.retry', '', { name: 'x' })).toBe('{constructor} {toString} x');
  });

  it('need no pack where the application translates all', async () => {
    const messages = await begin({ translate: ({ key }) => key });
    expect(messages.text('export.done', 'x is ready.', { name: 'x' })).toBe('export.done');
    await settled();
    expect(messages.text('export.done', 'x is ready.', { name: 'x' })).toBe('export.done');
  });
});
