import fc from 'fast-check';
import { anyCharacter } from '../../../../tests/support/any-character';
import { generatedCases } from '../../generated-cases.spec';
import { exportFileName } from './file-name';

const date = new Date(2026, 4, 3);
const extension = 'xlsx';

describe('exportFileName', () => {
  it('names app, title and day', () => {
    expect(exportFileName({ app: 'Flights', title: 'Flights by carrier', date, extension })).toBe(
      'Flights - Flights by carrier - 2026-05-03.xlsx',
    );
    expect(exportFileName({ title: 'Flights', app: 'Flights', date, extension })).toBe(
      'Flights - 2026-05-03.xlsx',
    );
    expect(exportFileName({ date, extension })).toBe('Export - 2026-05-03.xlsx');
  });

  for (const [given, expected] of [
    ['Sales: Q1/Q2 <"all">|?*\\', 'Sales Q1 Q2 all'],
    ['..\\..\\etc/passwd', 'etc passwd'],
    ['.hidden', 'hidden'],
    ['Trailing. . ', 'Trailing'],
    ['a\u0000b\nc', 'a b c'],
    ['over\u202Eview', 'overview'],
    ['with\u200Bout', 'without'],
    ['CON', '_CON'],
    ['nul.txt', '_nul.txt'],
    ['Console', 'Console'],
    ['Café 売上', 'Café 売上'],
    ['???', 'Export'],
  ] as const)
    it(`makes ${JSON.stringify(given)} ${expected}`, () => {
      expect(exportFileName({ title: given, date, extension })).toBe(`${expected} - 2026-05-03.xlsx`);
    });

  it('needs no more than a moment for a long title', () => {
    const begun = performance.now();
    const title = `x${'.'.repeat(500_000)}y${' .'.repeat(250_000)}`;
    expect(exportFileName({ title, date, extension })).toBe('x - 2026-05-03.xlsx');
    expect(performance.now() - begun).toBeLessThan(8_000);
  });

  it('is a name for every file system, whatever the app is called', () => {
    const title = fc.oneof(fc.string({ maxLength: 400 }), fc.string({ unit: anyCharacter, maxLength: 400 }));
    fc.assert(
      fc.property(title, title, (app, heading) => {
        const name = exportFileName({ app, title: heading, date, extension });
        expect(name).toMatch(/^[^.\s][^<>:"/\\|?*\p{Cc}\p{Cf}\p{Cs}]* - 2026-05-03\.xlsx$/u);
        expect(new TextEncoder().encode(name).length).toBeLessThanOrEqual(200);
      }),
      { numRuns: generatedCases(300) },
    );
  });
});
