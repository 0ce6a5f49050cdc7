import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';

/** Methods without a request body. */
export const WITHOUT_BODY: readonly string[] = ['GET', 'HEAD'];
const TEXT = '{"a":1}';
/** A smuggled request that must not reach Qlik. */
const HIDDEN =
  'DELETE /api/v1/hidden HTTP/1.1\r\nHost: x\r\nX-Qlik-User: root\r\nX-User: root\r\nContent-Length: 0\r\n\r\n';

/** A framing of a request body. */
export interface Framing {
  readonly name: string;
  readonly headers: readonly string[];
  /** As it goes over the wire. */
  readonly wire: string;
  /** The body that Qlik may get, when it gets one; `undefined`: this request never reaches Qlik, for any method. */
  readonly body: string | undefined;
  /** No body at all, which every method may have. */
  readonly isEmpty?: boolean;
}

const chunk = (text: string): string => `${text.length.toString(16)}\r\n${text}\r\n`;
const encoded = (name: string, bytes: Buffer): Framing[] => {
  const text = bytes.toString('latin1');
  const headers = ['content-type: application/json', `content-encoding: ${name}`];
  return [
    {
      name: `${name}, length`,
      headers: [...headers, `content-length: ${text.length}`],
      wire: text,
      body: text,
    },
    {
      name: `${name}, chunked`,
      headers: [...headers, 'transfer-encoding: chunked'],
      wire: `${chunk(text)}0\r\n\r\n`,
      body: text,
    },
  ];
};

/** Each valid or ambiguous framing of a body. @see RFC 9112, section 6 */
export const FRAMINGS: readonly Framing[] = [
  { name: 'none', headers: [], wire: '', body: '', isEmpty: true },
  { name: 'length of zero', headers: ['content-length: 0'], wire: '', body: '', isEmpty: true },
  {
    name: 'length',
    headers: ['content-type: application/json', `content-length: ${TEXT.length}`],
    wire: TEXT,
    body: TEXT,
  },
  { name: 'length, no type', headers: [`content-length: ${TEXT.length}`], wire: TEXT, body: TEXT },
  {
    name: 'length, hidden in the body',
    headers: [`content-length: ${HIDDEN.length}`],
    wire: HIDDEN,
    body: HIDDEN,
  },
  {
    name: 'chunked',
    headers: ['content-type: application/json', 'transfer-encoding: chunked'],
    wire: `${chunk(TEXT)}0\r\n\r\n`,
    body: TEXT,
  },
  {
    name: 'chunked, no type',
    headers: ['transfer-encoding: chunked'],
    wire: `${chunk(TEXT)}0\r\n\r\n`,
    body: TEXT,
  },
  {
    name: 'chunked, hidden in a chunk',
    headers: ['transfer-encoding: chunked'],
    wire: `${chunk(`0\r\n\r\n${HIDDEN}`)}0\r\n\r\n`,
    body: `0\r\n\r\n${HIDDEN}`,
  },
  {
    name: 'Chunked in capitals',
    headers: ['Transfer-Encoding: CHUNKED'],
    wire: `${chunk(HIDDEN)}0\r\n\r\n`,
    body: HIDDEN,
  },
  { name: 'chunked, empty', headers: ['transfer-encoding: chunked'], wire: '0\r\n\r\n', body: '' },
  {
    name: 'trailers',
    headers: ['trailer: x-qlik-user', 'transfer-encoding: chunked'],
    wire: `${chunk(TEXT)}0\r\nX-Qlik-User: root\r\n\r\n`,
    body: TEXT,
  },
  {
    name: 'extension of a chunk',
    headers: ['transfer-encoding: chunked'],
    wire: `7;a="b"\r\n${TEXT}\r\n0\r\n\r\n`,
    body: TEXT,
  },
  {
    name: 'Expect',
    headers: ['expect: 100-continue', `content-length: ${TEXT.length}`],
    wire: TEXT,
    body: TEXT,
  },
  {
    name: 'length named by Connection',
    headers: ['connection: content-length', `content-length: ${HIDDEN.length}`],
    wire: HIDDEN,
    body: HIDDEN,
  },
  {
    name: 'chunked named by Connection',
    headers: ['connection: transfer-encoding', 'transfer-encoding: chunked'],
    wire: `${chunk(HIDDEN)}0\r\n\r\n`,
    body: HIDDEN,
  },
  ...encoded('gzip', gzipSync(TEXT.repeat(40))),
  ...encoded('deflate', deflateSync(TEXT.repeat(40))),
  ...encoded('br', brotliCompressSync(TEXT.repeat(40))),
  {
    name: 'both',
    headers: [`content-length: ${HIDDEN.length + 5}`, 'transfer-encoding: chunked'],
    wire: `0\r\n\r\n${HIDDEN}`,
    body: undefined,
  },
  {
    name: 'both, the other way',
    headers: ['transfer-encoding: chunked', 'content-length: 4'],
    wire: `${chunk(HIDDEN)}0\r\n\r\n`,
    body: undefined,
  },
  {
    name: 'two lengths',
    headers: ['content-length: 0', `content-length: ${HIDDEN.length}`],
    wire: HIDDEN,
    body: undefined,
  },
  {
    name: 'two equal lengths',
    headers: [`content-length: ${HIDDEN.length}`, `content-length: ${HIDDEN.length}`],
    wire: HIDDEN,
    body: undefined,
  },
  {
    name: 'a list of lengths',
    headers: [`content-length: 0, ${HIDDEN.length}`],
    wire: HIDDEN,
    body: undefined,
  },
  {
    name: 'length with a sign',
    headers: [`content-length: +${HIDDEN.length}`],
    wire: HIDDEN,
    body: undefined,
  },
  { name: 'length in hexadecimal', headers: ['content-length: 0x10'], wire: HIDDEN, body: undefined },
  { name: 'negative length', headers: ['content-length: -1'], wire: HIDDEN, body: undefined },
  { name: 'unknown encoding', headers: ['transfer-encoding: gzip'], wire: HIDDEN, body: undefined },
  {
    name: 'encoding of two',
    headers: ['transfer-encoding: gzip, chunked'],
    wire: `${chunk(HIDDEN)}0\r\n\r\n`,
    body: undefined,
  },
  { name: 'identity', headers: ['transfer-encoding: identity'], wire: HIDDEN, body: undefined },
  {
    name: 'chunked twice',
    headers: ['transfer-encoding: chunked', 'transfer-encoding: chunked'],
    wire: `${chunk(HIDDEN)}0\r\n\r\n`,
    body: undefined,
  },
  {
    name: 'chunked, not last',
    headers: ['transfer-encoding: chunked, identity'],
    wire: `${chunk(HIDDEN)}0\r\n\r\n`,
    body: undefined,
  },
  {
    name: 'chunked with a tab',
    headers: ['transfer-encoding:\tchunked\t,'],
    wire: `${chunk(HIDDEN)}0\r\n\r\n`,
    body: undefined,
  },
  { name: 'xchunked', headers: ['transfer-encoding: xchunked'], wire: HIDDEN, body: undefined },
  { name: 'space before the colon', headers: ['content-length : 5'], wire: HIDDEN, body: undefined },
  {
    name: 'folded header',
    headers: ['transfer-encoding:', ' chunked'],
    wire: `${chunk(HIDDEN)}0\r\n\r\n`,
    body: undefined,
  },
  {
    name: 'bare line feed',
    headers: [`x: y\ncontent-length: ${HIDDEN.length}`],
    wire: HIDDEN,
    body: undefined,
  },
  {
    name: 'unknown Expect',
    headers: ['expect: 200-ok', `content-length: ${TEXT.length}`],
    wire: TEXT,
    body: undefined,
  },
  { name: 'length, too short', headers: [`content-length: 3`], wire: `abc${HIDDEN}`, body: 'abc' },
];
