import { createHash, randomBytes } from 'node:crypto';
import type { Browser } from '@playwright/test';
import { requestJson } from '../support/http-client.ts';
import type { Cookies } from './candidate.ts';

/** Begins a session at a client-managed server by the form of its Windows sign-in. @returns its cookies */
export async function signInToServer(
  browser: Browser,
  { server, userName, password }: { server: string; userName: string; password: string },
): Promise<Cookies> {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    await page.goto(`${server}/hub/`);
    await page.getByLabel('User name').fill(userName);
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL(`${server}/hub/`);
    return await context.cookies(server);
  } finally {
    await context.close();
  }
}

/** A sign-in that has happened before the measuring begins. */
export interface SignIn {
  readonly accessToken: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

interface Wanted {
  readonly tenant: string;
  readonly clientId: string;
  readonly redirectUri: string;
  /** As on the sandbox's sign-in page. */
  readonly userName: string;
}

/** Signs a user in as any trusted OAuth client would: authorization code with PKCE, in a separate browser context. */
export async function signIn(
  browser: Browser,
  { tenant, clientId, redirectUri, userName }: Wanted,
): Promise<SignIn> {
  const verifier = randomBytes(48).toString('base64url');
  const state = randomBytes(16).toString('base64url');
  const address = new URL('/oauth/authorize', tenant);
  address.search = new URLSearchParams({
    response_type: 'code',
    client_id: clientId,
    redirect_uri: redirectUri,
    scope: 'user_default',
    state,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  }).toString();

  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    // The callback page only passes the code to the page that opened it. There is none here, so the code stays unused.
    const back = page.waitForRequest((request) => request.url().startsWith(`${redirectUri}?`));
    await page.goto(address.href);
    await page.getByRole('button', { name: userName }).click();
    const code = new URL((await back).url()).searchParams.get('code');
    if (code === null) throw new Error('The sandbox issued no code.');
    return await redeem(tenant, {
      code,
      verifier,
      clientId,
      redirectUri,
      origin: new URL(redirectUri).origin,
    });
  } finally {
    await context.close();
  }
}

interface Redemption {
  readonly code: string;
  readonly verifier: string;
  readonly clientId: string;
  readonly redirectUri: string;
  readonly origin: string;
}

async function redeem(tenant: string, redemption: Redemption): Promise<SignIn> {
  const { code, verifier, clientId, redirectUri, origin } = redemption;
  const body = (await requestJson(new URL('/oauth/token', tenant), {
    method: 'POST',
    headers: { origin },
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code,
      code_verifier: verifier,
      client_id: clientId,
      redirect_uri: redirectUri,
    }),
  })) as { access_token?: string; expires_at?: string };
  if (body.access_token === undefined || body.expires_at === undefined) {
    throw new Error('The sandbox issued no token.');
  }
  return { accessToken: body.access_token, expiresAt: Date.parse(body.expires_at) };
}
