/** The parts of a token as servers issue it; the signature is made up. */
const HEAD = 'eyJhbGciOiJSUzI1NiJ9';
const BODY = 'eyJzdWIiOiJhZGEifQ';
const SIGNATURE = 'c2lnbmF0dXJl';
const JWT = `${HEAD}.${BODY}.${SIGNATURE}`;

/**
 * Texts with tokens: what library and backend take out of texts alike, though neither has code of the other. No part of a token may be
 * left; {@link PARTS_OF_TOKENS} has them.
 */
export const TEXTS_WITH_TOKENS: Readonly<Record<string, string>> = {
  'a token': JWT,
  'a token in a sentence': `got ${JWT} from ada`,
  'a token at the end of a sentence': `It was ${JWT}.`,
  'two tokens': `${JWT} ${JWT}`,
  'two tokens with a comma between them': `${JWT},${JWT}`,
  'a token without a signature': `${HEAD}.${BODY}.`,
  'a token that is cut off in its signature': `${HEAD}.${BODY}.c2`,
  'a token that is cut off behind its body': `${HEAD}.${BODY}`,
  'a token that is cut off in its body': `${HEAD}.eyJz`,
  'a token with the smallest body': `${HEAD}.e30.${SIGNATURE}`,
  'a token with a body of its own (RFC 7797)': `${HEAD}.c2lnbmF0dXJl.${SIGNATURE}`,
  'a token with its body elsewhere (RFC 7515, appendix F)': `${HEAD}..${SIGNATURE}`,
  'an encrypted token (RFC 7516)': `${HEAD}.${BODY}.MTIzNDU2Nzg5MDEy.Y2lwaGVydGV4.dGFnMTIzNA`,
  'an encrypted token with a direct key': `${HEAD}..MTIzNDU2Nzg5MDEy.Y2lwaGVydGV4.dGFnMTIzNA`,
  'a token behind a name': `access-token-${JWT}`,
  'a token behind an underscore': `access_token_${JWT}`,
  'a token in a query': `/callback?id_token=${JWT}&x=1`,
  'a token in a path': `https://tenant.example/${JWT}/x`,
  'a token in an encoded header': `authorization=Bearer%20${JWT}`,
  'a token in an encoded query': `next=%2Fcallback%3Fid_token%3D${JWT}`,
  'a token behind an escaped line break': String.raw`{"text":"it is\n${JWT}"}`,
  'a token in JSON': JSON.stringify({ text: JWT }),
  'a token in JSON in JSON': JSON.stringify({ text: JSON.stringify({ text: JWT }) }),
  'a token behind a domain name': `tenant.example.${JWT}`,
  'a bearer token': `Authorization: Bearer ${JWT}`,
  'a bearer token that is no JWT': `Authorization: Bearer ${SIGNATURE}.MTIzNDU2Nzg5MDEy`,
  'a bearer token with filling characters': `Authorization: Bearer ${SIGNATURE}+/12==`,
};

/** What a text must not have any more. */
export const PARTS_OF_TOKENS: readonly string[] = [
  HEAD,
  BODY,
  SIGNATURE,
  'eyJ',
  'MTIzNDU2Nzg5MDEy',
  'Y2lwaGVydGV4',
  'dGFnMTIzNA',
];

/** Texts that stay as they are. */
export const TEXTS_WITHOUT_TOKENS: readonly string[] = [
  'The bearer of mail',
  'spaces?name=50%',
  'monkeyJumping.png',
  'keyJoinColumns.of.parts',
  'eyJ',
  'eyJ12345678',
  'eyJ.a',
  'x-eyJ.a eyJ12345',
  'tenant.eu.qlikcloud.com/api/v1/spaces',
];

/** Pieces of which texts can be made that have tokens, or nearly. */
export const PIECES: readonly string[] = [
  'eyJ',
  '.',
  '..',
  'abcdefgh',
  'abcdefghijkl',
  'abcde',
  'a',
  '-',
  '_',
  '%20',
  ' ',
  '"',
  '.eyJ12345678.abcdefgh.',
  'xeyJ123456789012.ab',
  'x/',
];
