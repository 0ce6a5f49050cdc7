import { watchFirstRender } from './first-render';

describe('the watch for the first render', () => {
  const blocked = () =>
    document.dispatchEvent(
      new SecurityPolicyViolationEvent('securitypolicyviolation', {
        effectiveDirective: 'frame-src',
        blockedURI: 'https://acme.example',
        violatedDirective: 'frame-src',
        documentURI: 'https://page.example',
        originalPolicy: 'frame-src none',
        disposition: 'enforce',
        statusCode: 200,
      }),
    );
  let root: HTMLElement;
  beforeEach(() => {
    root = document.createElement('div');
    root.innerHTML = '<iframe src="https://acme.example/sheet"></iframe>';
  });

  it('ends with the signal', async () => {
    const remove = spyOn(document, 'removeEventListener').and.callThrough();
    const ending = new AbortController();
    const outcome = watchFirstRender(root, 'canvas', ending.signal);
    ending.abort();
    blocked();
    expect(remove).toHaveBeenCalledWith('securitypolicyviolation', jasmine.any(Function));
    await expectAsync(outcome).toBePending();
  });

  it('hears of a blocked frame where a document takes signals of its own only, as with jsdom and zone.js in Vitest', async () => {
    const add = spyOn(document, 'addEventListener').and.callThrough();
    const ending = new AbortController();
    const outcome = watchFirstRender(root, 'canvas', ending.signal);
    expect(add.calls.allArgs().map(([, , options]) => options)).toEqual([undefined]);
    blocked();
    await expectAsync(outcome).toBeRejectedWith(jasmine.objectContaining({ code: 'embed-frame-blocked' }));
    ending.abort();
  });
});
