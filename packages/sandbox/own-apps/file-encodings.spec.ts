import assert from 'node:assert/strict';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { runTestScript, tableTexts } from '../engine/testing/script-cases.ts';
import { folderConnection } from './folder-connection.ts';

let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'file-encodings-')));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const swapped = (bytes: Buffer): Buffer => Buffer.from(bytes).swap16();

/** Returns the rows of a file that a script loads. */
async function rowsOf(bytes: Uint8Array, format: string): Promise<readonly string[]> {
  writeFileSync(join(folder, 'x.csv'), bytes);
  const { tables } = await runTestScript(
    `T: Load * From [lib://Data/x.csv] (txt, ${format}, embedded labels);`,
    {
      connections: [
        folderConnection({ name: 'Data', type: 'folder', folders: [{ path: folder, within: folder }] }),
      ],
    },
  );
  return tables.flatMap(tableTexts);
}

describe('a file in another encoding than UTF-8', () => {
  const TEXT = 'Ort\nCafé\nOrléans\n';
  const ROWS = ['Ort', 'Café', 'Orléans'];
  const LATIN = Buffer.from(TEXT, 'latin1');
  const WIDE = Buffer.from(TEXT, 'utf16le');
  const MARK = Buffer.from([0xff, 0xfe]);

  for (const [format, bytes] of [
    ['codepage is 1252', LATIN],
    ['codepage is "1252"', LATIN],
    ['codepage is 28591', LATIN],
    ['codepage is 28605', LATIN],
    ['ansi', LATIN],
    ['mac', Buffer.from('Ort\nCaf\x8e\nOrl\x8eans\n', 'latin1')],
    ['unicode', WIDE],
    ['unicode', Buffer.concat([MARK, WIDE])],
    ['codepage is 1200', WIDE],
    ['codepage is 1201', swapped(WIDE)],
    ['codepage is 65001', Buffer.from(TEXT)],
    ['utf8', Buffer.from(`\uFEFF${TEXT}`)],
    // The mark of a file counts more than its format.
    ['utf8', Buffer.concat([MARK, WIDE])],
    ['ansi', Buffer.from(`\uFEFF${TEXT}`)],
    ['no eof', Buffer.concat([swapped(MARK), swapped(WIDE)])],
  ] as const)
    it(`is read with ${format}`, async () => assert.deepEqual(await rowsOf(bytes, format), ROWS));

  it('has the letters of Windows between 0x80 and 0x9F, which Latin 1 does not have', async () => {
    // Source: Encoding Standard, index-windows-1252.txt.
    const letters =
      '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ' +
      String.fromCharCode(...Array.from({ length: 0x60 }, (_, index) => 0xa0 + index));
    const bytes = Buffer.from(Array.from({ length: 0x80 }, (_, index) => 0x80 + index));
    for (const format of ['codepage is 1252', 'codepage is "1252"', 'ansi'])
      assert.deepEqual(
        await rowsOf(Buffer.concat([Buffer.from('x\na'), bytes, Buffer.from('b\n')]), format),
        ['x', `a${letters}b`],
      );
    for (const [page, byte] of [
      [1250, 0x80],
      [1251, 0x88],
      [1253, 0x80],
      [1254, 0x80],
      [1255, 0x80],
      [1256, 0x80],
      [1257, 0x80],
      [1258, 0x80],
      [874, 0x80],
      [28_605, 0xa4],
    ] as const)
      assert.deepEqual(await rowsOf(Buffer.from([0x78, 0x0a, byte, 0x0a]), `codepage is ${page}`), [
        'x',
        '€',
      ]);
  });

  it('is named where its letters cannot be read, and read where it has those of ASCII only', async () => {
    for (const [format, encoding] of [
      ['oem', 'ibm437'],
      ['codepage is 850', 'ibm850'],
      ['codepage is 999', 'windows-999'],
    ] as const) {
      await assert.rejects(
        rowsOf(LATIN, format),
        new RegExp(`Cannot read 'lib://Data/x.csv': it is in the encoding ${encoding}.*Save it as UTF-8`),
      );
      assert.deepEqual(await rowsOf(Buffer.from('a\n1\n'), format), ['a', '1']);
    }
    await assert.rejects(rowsOf(LATIN, 'codepage is x'), /a code page is a number/);
  });
});
