import { StoredText } from './browser-storage';

const KEY = 'app:stored-text-spec';
const SCOPES = [
  { scope: 'session', storage: sessionStorage },
  { scope: 'local', storage: localStorage },
] as const;

for (const { scope, storage } of SCOPES) {
  describe(`A text in ${scope} storage`, () => {
    let stored: StoredText;

    beforeEach(() => {
      stored = new StoredText(scope, KEY);
      stored.write(undefined);
    });
    afterEach(() => storage.removeItem(KEY));

    it('is read as it was written, an empty one too, until it is removed', () => {
      expect(stored.read()).toBeUndefined();
      for (const text of ['dark', '', '[{"at":1}]']) {
        stored.write(text);
        expect(stored.read()).toBe(text);
        expect(storage.getItem(KEY)).toBe(text);
      }
      stored.write(undefined);
      expect([stored.read(), storage.getItem(KEY)]).toEqual([undefined, null]);
    });

    it('is read as JSON; a text of another form is none', () => {
      expect(stored.readJson()).toBeUndefined();
      for (const [text, value] of [
        ['[{"at":1}]', [{ at: 1 }]],
        ['0', 0],
        ['null', undefined],
        ['', undefined],
        ['{"at"', undefined],
      ] as const) {
        stored.write(text);
        expect(stored.readJson()).toEqual(value);
      }
    });

    it('keeps the former text when storage is full', () => {
      stored.write('former');
      spyOn(Storage.prototype, 'setItem').and.throwError(new DOMException('', 'QuotaExceededError'));
      expect(() => stored.write('new')).not.toThrow();
      expect(stored.read()).toBe('former');
    });

    it('is not there while storage is blocked', () => {
      spyOnProperty(window, `${scope}Storage`, 'get').and.throwError(new DOMException('', 'SecurityError'));
      expect(() => stored.write('text')).not.toThrow();
      expect(() => stored.write(undefined)).not.toThrow();
      expect(stored.read()).toBeUndefined();
    });
  });
}
