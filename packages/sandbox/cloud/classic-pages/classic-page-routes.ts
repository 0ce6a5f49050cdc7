import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { classicDocument } from '../../runtime/classic-document.ts';
import { verifyResourceToken } from '../authentication/authenticator.ts';
import { pageHeaders, html, page } from '../sign-in/html.ts';
import type { SignInFlow } from '../sign-in/sign-in-flow.ts';
import type { TenantContext } from '../tenant-context.ts';

/** `/single` is the form of before version 3.1 of Qlik's API. */
const PATHS = ['/single', '/single/', '/sense/app/*'];

/**
 * The tenant's own pages that show an app or a part of it: `/sense/app/<id>/…` and `/single/?appid=…`. They need a session of the tenant in this browser, or, in frames of pages that sign in with
 * tokens, the "accessToken" for web resources that Qlik's client puts into addresses; then the page around the frame signs their calls. The origins of the `csp-origins` API may put them into frames.
 */
export function classicPageRoutes(app: FastifyInstance, tenant: TenantContext, flow: SignInFlow): void {
  const [ofSession, ofParent] = [classicDocument('cookie'), classicDocument('parent')];

  const show = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const frameAncestors = tenant.cspOrigins.frameAncestors();
    const isOfParent = isFramed(request) && (await verifyResourceToken(tenant, request.url)) !== undefined;
    const { markup, policy } = isOfParent ? ofParent : ofSession;
    if (!isOfParent && flow.current(request) === undefined) {
      const signIn = `/login?returnto=${encodeURIComponent(request.url)}`;
      if (!isFramed(request)) {
        return reply.header('cache-control', 'no-store').redirect(signIn);
      }
      // Sign-in pages cannot be framed, against clickjacking; neither can those of Qlik and of identity providers.
      return reply
        .code(401)
        .headers(pageHeaders([], frameAncestors))
        .send(signInNeededPage(tenant.name, signIn));
    }
    return reply
      .headers({
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': policy(tenant.origin(), frameAncestors),
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
      })
      .send(markup);
  };
  for (const path of PATHS) {
    app.get(path, async (request, reply) => show(request, reply));
  }
}

function isFramed({ headers }: FastifyRequest): boolean {
  return headers['sec-fetch-dest'] === 'iframe' || headers['sec-fetch-dest'] === 'frame';
}

/** Renders the page that a frame shows in place of an app when the request has no valid session. */
function signInNeededPage(tenantName: string, signInPath: string): string {
  return page(
    `Sign in – ${tenantName}`,
    html`<h1>You are not signed in to ${tenantName} here</h1>
      <p>
        This browser has no session of this tenant, or it blocks the tenant’s cookies in frames on pages of
        other sites.
      </p>
      <p>
        <a href="${signInPath}" target="_blank" rel="noopener">Sign in in a new tab</a>, then reload this
        page.
      </p>
      <p class="note">This is a local sandbox, not Qlik Cloud.</p>`,
  );
}
