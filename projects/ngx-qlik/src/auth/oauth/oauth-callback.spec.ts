import { postFromOtherPage } from 'ngx-qlik/testing';

/** The page that ships with the library, as the test run serves it. */
const CALLBACK = '/oauth-callback.html';
const ANSWER = 'ngx-qlik:oauth2:answer:acme';

let frame: HTMLIFrameElement;

function remember(pending: unknown): void {
  sessionStorage.setItem('ngx-qlik:oauth2:pending:s1', JSON.stringify(pending));
}

/** Opens the callback page as the authorization server's redirect would. */
async function arrive(query: string): Promise<void> {
  frame.src = CALLBACK + query;
  await new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }));
}

/** Where the frame is once it has left the callback page. */
async function destination(): Promise<string> {
  const end = performance.now() + 5000;
  for (;;) {
    const { href, pathname } = frame.contentWindow?.location ?? location;
    if (pathname !== CALLBACK && href !== 'about:blank') return href;
    if (performance.now() > end) throw new Error('It did not leave the callback page.');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe('the OAuth callback page', () => {
  beforeEach(() => {
    sessionStorage.clear();
    frame = document.createElement('iframe');
    document.body.append(frame);
  });
  afterEach(() => frame.remove());

  it('hands the answer to the page that asked, and returns there without it', async () => {
    remember({ connectionId: 'acme', returnTo: `${location.origin}/spaces?x=1` });
    await arrive('?code=c1&state=s1');
    expect(await destination()).toBe(`${location.origin}/spaces?x=1`);
    expect(sessionStorage.getItem(ANSWER)).toBe('code=c1&state=s1');
  });

  for (const returnTo of [
    'https://evil.example/',
    '//evil.example/',
    '\\\\evil.example/',
    'javascript:parent.hacked = true',
    'data:text/html,<script>parent.hacked = true</script>',
    'https://',
    7,
    undefined,
  ]) {
    it(`returns to the application’s start instead of ${String(returnTo)}`, async () => {
      remember({ connectionId: 'acme', returnTo });
      await arrive('?code=c1&state=s1');
      expect(await destination()).toBe(`${location.origin}/`);
      expect('hacked' in window).toBeFalse();
    });
  }

  for (const [what, query] of [
    ['a state that was not sent from this tab', '?code=c1&state=forged'],
    ['no state', '?code=c1'],
  ] as const) {
    it(`stores nothing for ${what}, posts it to other pages, and removes the code from the address`, async () => {
      remember({ connectionId: 'acme', returnTo: '/' });
      const received: unknown[] = [];
      const listener = new BroadcastChannel('ngx-qlik:oauth2');
      listener.onmessage = ({ data }: MessageEvent<unknown>) => received.push(data);
      await arrive(query);
      await postFromOtherPage('ngx-qlik:oauth2', 'the end');
      listener.close();
      expect(received[0]).toBe(query.slice(1));
      expect(sessionStorage.getItem(ANSWER)).toBeNull();
      expect(frame.contentWindow?.location.search).toBe('');
    });
  }

  it('shows nothing of what the address says', async () => {
    await arrive('?error=x&error_description=<img src=x onerror=parent.hacked=true>&state=forged');
    expect(frame.contentDocument?.body.querySelector('img')).toBeNull();
    expect(frame.contentDocument?.body.textContent).toContain('close it');
    expect('hacked' in window).toBeFalse();
  });

  it('survives foreign content where a sign-in would be', async () => {
    sessionStorage.setItem('ngx-qlik:oauth2:pending:s1', 'not JSON');
    await arrive('?code=c1&state=s1');
    expect(sessionStorage.getItem(ANSWER)).toBeNull();
  });
});
