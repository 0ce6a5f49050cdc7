import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { DEMO_ACCOUNTS, DEMO_DIRECTORY, type Account } from '../users/accounts.ts';
import type { CredentialKind } from '../proxy/authentication.ts';
import { allowedTarget } from '../proxy/host-allow-list.ts';
import { type ProxyContext, proxyUrl } from '../proxy/proxy-context.ts';
import { basePath, type VirtualProxy } from '../proxy/virtual-proxy.ts';
import { NtlmHandshake } from './ntlm-handshake.ts';
import { messagePage, pageHeaders, signInPage } from './sign-in-page.ts';

export const WINDOWS_PATH = '/internal_windows_authentication/';
export const FORMS_PATH = '/internal_forms_authentication/';

interface SignInQuery {
  targetId?: string;
  targetUri?: string;
}

const querystring = {
  type: 'object',
  properties: { targetId: { type: 'string' }, targetUri: { type: 'string', maxLength: 4000 } },
};
const body = {
  type: 'object',
  required: ['username', 'pwd'],
  properties: { username: { type: 'string', maxLength: 256 }, pwd: { type: 'string', maxLength: 256 } },
};

/** Adds the server's own authentication modules: integrated Windows sign-in, and the form for other browsers. */
export function windowsRoutes(scope: FastifyInstance, proxy: VirtualProxy, context: ProxyContext): void {
  const handshake = new NtlmHandshake(context.accounts);

  /** Returns the target of sign-in; undefined when the target is not allowed. */
  const targetOf = (request: FastifyRequest<{ Querystring: SignInQuery }>): string | undefined => {
    const { targetId, targetUri } = request.query;
    if (targetId !== undefined) {
      return context.targets.find(targetId);
    }
    if (targetUri !== undefined) {
      return allowedTarget(proxy, targetUri, request.headers.host)?.href;
    }
    return `${proxyUrl(context, proxy, request.headers.host)}/`;
  };

  const refuseTarget = (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    context.notes.add(request.raw, {
      reason: 'The target of sign-in is unknown or not on the host allow list.',
    });
    return reply
      .code(400)
      .headers(pageHeaders())
      .send(messagePage('Bad request', 'The address to return to is not known to this server.'));
  };

  const signIn = (
    request: FastifyRequest,
    reply: FastifyReply,
    how: { readonly account: Account; readonly credential: CredentialKind; readonly target: string },
  ): FastifyReply => {
    const user = context.accounts.resolve(DEMO_DIRECTORY, how.account.userId);
    const outcome = context.authentication.begin(proxy, user, { credential: how.credential });
    if (outcome.state !== 'authenticated') {
      context.notes.add(request.raw, {
        user,
        ...(outcome.reason === undefined ? {} : { reason: outcome.reason }),
      });
      return reply
        .code(403)
        .headers(pageHeaders())
        .send(messagePage('Account inactive', outcome.reason ?? 'You cannot sign in.'));
    }
    context.notes.add(request.raw, { proxySession: outcome.proxySession, credential: how.credential });
    return reply.header('set-cookie', context.cookie.write(outcome.proxySession)).redirect(how.target, 302);
  };

  scope.get<{ Querystring: SignInQuery }>(
    WINDOWS_PATH,
    { schema: { querystring } },
    async (request, reply) => {
      const target = targetOf(request);
      if (target === undefined) {
        return refuseTarget(request, reply);
      }
      if (!(request.headers['user-agent'] ?? '').includes(proxy.windowsPattern)) {
        const query = request.url.split(/\?(.*)/s)[1];
        return reply.redirect(
          `${basePath(proxy)}${FORMS_PATH}${query === undefined ? '' : `?${query}`}`,
          302,
        );
      }
      const step = handshake.step(request.raw.socket, request.headers.authorization);
      if (step.state === 'proved') {
        return signIn(request, reply, { account: step.account, credential: 'windows', target });
      }
      if (step.state === 'refused') {
        context.notes.add(request.raw, { reason: step.reason });
      }
      return reply
        .code(401)
        .headers(pageHeaders())
        .header('www-authenticate', [...step.headers])
        .send(messagePage('Sign-in needed', 'Sign in with your Windows account to go on.'));
    },
  );

  const hints = DEMO_ACCOUNTS.map(({ userId, purpose }) => ({ userId, purpose }));
  scope.get<{ Querystring: SignInQuery }>(FORMS_PATH, { schema: { querystring } }, async (request, reply) => {
    const target = targetOf(request);
    if (target === undefined) {
      return refuseTarget(request, reply);
    }
    return reply
      .headers(pageHeaders(new URL(target).origin))
      .send(signInPage({ action: request.url, userName: '', error: undefined, hints }));
  });

  scope.post<{ Querystring: SignInQuery; Body: { username: string; pwd: string } }>(
    FORMS_PATH,
    { schema: { querystring, body } },
    async (request, reply) => {
      const target = targetOf(request);
      if (target === undefined) {
        return refuseTarget(request, reply);
      }
      const { username, pwd } = request.body;
      const [, domain = '', userId = ''] = /^(?:([^\\]*)\\)?(.*)$/s.exec(username.trim()) ?? [];
      const account = context.accounts.forSignIn(domain, userId);
      if (account === undefined || account.password !== pwd) {
        context.notes.add(request.raw, { reason: `User name or password is wrong for “${username}”.` });
        return reply
          .code(401)
          .headers(pageHeaders(new URL(target).origin))
          .send(
            signInPage({
              action: request.url,
              userName: username,
              error: 'The user name or password is incorrect. Try again.',
              hints,
            }),
          );
      }
      return signIn(request, reply, { account, credential: 'form', target });
    },
  );
}
