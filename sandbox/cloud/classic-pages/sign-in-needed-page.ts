import { html, page } from '../sign-in/html.ts';

/** What a frame shows in place of an app when the browser brought no session of the tenant, or none that counts. */
export function signInNeededPage(tenantName: string, signInPath: string): string {
  return page(
    `Sign in – ${tenantName}`,
    html`<h1>You are not signed in to ${tenantName} here</h1>
      <p>
        Nobody is signed in to this tenant in this browser, or the browser keeps the tenant’s cookies from
        frames in pages of other sites.
      </p>
      <p>
        <a href="${signInPath}" target="_blank" rel="noopener">Sign in in a new tab</a>, then reload this
        page.
      </p>
      <p class="note">This is a local sandbox, not Qlik Cloud.</p>`,
  );
}
