import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const compressBrotli = promisify(brotliCompress);
const compressGzip = promisify(gzip);

/** Above this the last few per cent cost seconds of the first start. */
const BROTLI_QUALITY = 5;
const GZIP_LEVEL = 6;

/** Writes `.br` and `.gz` beside every file, so that serving needs no compression and answers are like a real tenant's. */
export async function compressFiles(directory: string): Promise<void> {
  const names = (await readdir(directory)).filter((name) => name.endsWith('.js'));
  await Promise.all(
    names.map(async (name) => {
      const content = await readFile(join(directory, name));
      const [brotli, zipped] = await Promise.all([
        compressBrotli(content, {
          params: {
            [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY,
            [constants.BROTLI_PARAM_SIZE_HINT]: content.byteLength,
          },
        }),
        compressGzip(content, { level: GZIP_LEVEL }),
      ]);
      await Promise.all([
        writeFile(join(directory, `${name}.br`), brotli),
        writeFile(join(directory, `${name}.gz`), zipped),
      ]);
    }),
  );
}
