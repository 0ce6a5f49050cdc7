/**
 * The three messages of NTLM as far as a server needs them.
 * Source: Microsoft, [MS-NLMP] NT LAN Manager Authentication Protocol, section 2.2.1.
 */

const SIGNATURE = Buffer.from('NTLMSSP\0', 'latin1');

/** Flags of section 2.2.2.5 that matter here. */
const FLAGS = {
  unicode: 0x0000_0001,
  requestTarget: 0x0000_0004,
  ntlm: 0x0000_0200,
  alwaysSign: 0x0000_8000,
  targetTypeDomain: 0x0001_0000,
  extendedSessionSecurity: 0x0008_0000,
  targetInfo: 0x0080_0000,
  key128: 0x2000_0000,
} as const;

const CHALLENGE_FLAGS = Object.values(FLAGS).reduce((all, flag) => all | flag, 0) >>> 0;

/** Ids of the target information, section 2.2.2.1. */
const AV = { end: 0, computer: 1, domain: 2, dnsComputer: 3, dnsDomain: 4 } as const;

/** The client's last message (message 3). */
export interface AuthenticateMessage {
  readonly domain: string;
  readonly user: string;
  readonly workstation: string;
  readonly ntResponse: Buffer;
}

/** 1 negotiate, 2 challenge, 3 authenticate; undefined for anything that is not NTLM. */
export function messageType(message: Buffer): number | undefined {
  return message.length >= 12 && message.subarray(0, 8).equals(SIGNATURE)
    ? message.readUInt32LE(8)
    : undefined;
}

/** Builds message 2. */
export function challengeMessage(options: {
  readonly challenge: Buffer;
  readonly domain: string;
  readonly computer: string;
}): Buffer {
  const target = utf16(options.domain);
  const info = Buffer.concat([
    pair(AV.domain, options.domain),
    pair(AV.computer, options.computer),
    pair(AV.dnsDomain, `${options.domain.toLowerCase()}.example`),
    pair(AV.dnsComputer, `${options.computer.toLowerCase()}.${options.domain.toLowerCase()}.example`),
    Buffer.alloc(4, AV.end),
  ]);
  const headerLength = 48;
  const header = Buffer.alloc(headerLength);
  SIGNATURE.copy(header);
  header.writeUInt32LE(2, 8);
  writeField(header, 12, target.length, headerLength);
  header.writeUInt32LE(CHALLENGE_FLAGS, 20);
  options.challenge.copy(header, 24);
  writeField(header, 40, info.length, headerLength + target.length);
  return Buffer.concat([header, target, info]);
}

/**
 * Reads message 3.
 * @throws {RangeError} when a field points outside the message.
 */
export function readAuthenticateMessage(message: Buffer): AuthenticateMessage {
  const flags = message.readUInt32LE(60);
  const encoding = (flags & FLAGS.unicode) === 0 ? 'latin1' : 'utf16le';
  const field = (offset: number): Buffer => {
    const length = message.readUInt16LE(offset);
    const start = message.readUInt32LE(offset + 4);
    if (start + length > message.length) {
      throw new RangeError('A field of the NTLM message lies outside of it.');
    }
    return message.subarray(start, start + length);
  };
  return {
    ntResponse: field(20),
    domain: field(28).toString(encoding),
    user: field(36).toString(encoding),
    workstation: field(44).toString(encoding),
  };
}

function pair(id: number, text: string): Buffer {
  const value = utf16(text);
  const head = Buffer.alloc(4);
  head.writeUInt16LE(id, 0);
  head.writeUInt16LE(value.length, 2);
  return Buffer.concat([head, value]);
}

function writeField(target: Buffer, offset: number, length: number, start: number): void {
  target.writeUInt16LE(length, offset);
  target.writeUInt16LE(length, offset + 2);
  target.writeUInt32LE(start, offset + 4);
}

function utf16(text: string): Buffer {
  return Buffer.from(text, 'utf16le');
}
