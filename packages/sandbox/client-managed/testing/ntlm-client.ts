import { randomBytes } from 'node:crypto';
import { Agent, request } from 'node:http';
import { hmacMd5, responseKey } from '../windows/ntlm-response.ts';

/** The credentials of a Windows sign-in. */
export interface WindowsCredential {
  readonly domain: string;
  readonly user: string;
  readonly password: string;
}

/** An answer on a {@link WindowsConnection}. */
export interface ConnectionAnswer {
  readonly status: number;
  readonly authenticate: readonly string[];
  readonly location: string | undefined;
  readonly cookies: readonly string[];
  readonly text: string;
}

const WINDOWS = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64)';

/** One TCP connection with sequential requests, as NTLM needs it. */
export class WindowsConnection {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });

  constructor(private readonly origin: string) {}

  get(path: string, authorization?: string, userAgent = WINDOWS): Promise<ConnectionAnswer> {
    const headers = {
      'user-agent': userAgent,
      ...(authorization === undefined ? {} : { authorization }),
    };
    return new Promise((resolve, reject) => {
      const outgoing = request(new URL(path, this.origin), { agent: this.#agent, headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            // Node joins repeated headers with commas; tokens have none.
            authenticate: (response.headers['www-authenticate'] ?? '').split(', '),
            location: response.headers.location,
            cookies: response.headers['set-cookie'] ?? [],
            text: Buffer.concat(chunks).toString(),
          }),
        );
      });
      outgoing.on('error', reject);
      outgoing.end();
    });
  }

  /** Runs the NTLM handshake. `alter` can change the last message. */
  async signIn(
    path: string,
    credential: WindowsCredential,
    options: { readonly scheme?: string; readonly alter?: (message: Buffer) => Buffer } = {},
  ): Promise<ConnectionAnswer> {
    const scheme = options.scheme ?? 'NTLM';
    const challenge = await this.get(path, `${scheme} ${negotiateMessage().toString('base64')}`);
    const token = challenge.authenticate[0]?.split(' ')[1] ?? '';
    const message = authenticateMessage(Buffer.from(token, 'base64'), credential);
    return this.get(path, `${scheme} ${(options.alter?.(message) ?? message).toString('base64')}`);
  }

  close(): void {
    this.#agent.destroy();
  }
}

/** Message 1. Source: [MS-NLMP] section 2.2.1.1. */
export function negotiateMessage(): Buffer {
  const message = Buffer.alloc(32);
  message.write('NTLMSSP\0', 'latin1');
  message.writeUInt32LE(1, 8);
  message.writeUInt32LE(0xa208_8207, 12);
  return message;
}

/** Message 3 with an NTLMv2 response. Source: [MS-NLMP] sections 2.2.1.3 and 3.3.2. */
export function authenticateMessage(challengeMessage: Buffer, credential: WindowsCredential): Buffer {
  const challenge = challengeMessage.subarray(24, 32);
  const infoLength = challengeMessage.readUInt16LE(40);
  const infoStart = challengeMessage.readUInt32LE(44);
  const temp = Buffer.concat([
    Buffer.from([1, 1, 0, 0, 0, 0, 0, 0]),
    Buffer.alloc(8, 7),
    randomBytes(8),
    Buffer.alloc(4),
    challengeMessage.subarray(infoStart, infoStart + infoLength),
    Buffer.alloc(4),
  ]);
  const key = responseKey(credential.user, credential.domain, credential.password);
  const nt = Buffer.concat([hmacMd5(key, Buffer.concat([challenge, temp])), temp]);
  const fields = [
    Buffer.alloc(24),
    nt,
    Buffer.from(credential.domain, 'utf16le'),
    Buffer.from(credential.user, 'utf16le'),
    Buffer.from('LAPTOP', 'utf16le'),
    Buffer.alloc(0),
  ];
  const header = Buffer.alloc(64);
  header.write('NTLMSSP\0', 'latin1');
  header.writeUInt32LE(3, 8);
  let offset = header.length;
  fields.forEach((field, index) => {
    header.writeUInt16LE(field.length, 12 + index * 8);
    header.writeUInt16LE(field.length, 14 + index * 8);
    header.writeUInt32LE(offset, 16 + index * 8);
    offset += field.length;
  });
  header.writeUInt32LE(0xa288_8205, 60);
  return Buffer.concat([header, ...fields]);
}
