import { fakeConnection, postFromOtherPage, qlikErrorOf, settled } from 'ngx-qlik/testing';
import { needsInteraction, requestInFrame } from './silent-sign-in';

const acme = fakeConnection({ id: 'acme', label: 'Acme' });
const frameOf = () => document.querySelector<HTMLIFrameElement>('iframe[data-ngx-qlik-sign-in]');
const post = (message: unknown) => postFromOtherPage('ngx-qlik:oauth2', message);

function begin(address = 'about:blank') {
  const over = new AbortController();
  const answer = requestInFrame(acme, { address, state: 'state-1', signal: over.signal });
  return { over, answer };
}

describe('requestInFrame', () => {
  it('loads the address in a hidden frame that cannot leave this page, and takes the frame away', async () => {
    const { answer } = begin('about:blank#authorize');
    const frame = frameOf();
    expect(frame?.src).toBe('about:blank#authorize');
    expect(frame?.hidden).toBeTrue();
    expect(frame?.getAttribute('sandbox')).toBe('allow-scripts allow-same-origin');
    await post('code=other&state=state-2');
    await post('code=right&state=state-1');
    expect((await answer)?.get('code')).toBe('right');
    expect(frameOf()).toBeNull();
  });

  it('ends when it is canceled, also before it begins', async () => {
    const { over, answer } = begin();
    over.abort();
    expect((await qlikErrorOf(answer)).code).toBe('sign-in-canceled');
    expect(frameOf()).toBeNull();
    const again = requestInFrame(acme, { address: 'about:blank', state: 's', signal: over.signal });
    expect((await qlikErrorOf(again)).code).toBe('sign-in-canceled');
    expect(frameOf()).toBeNull();
  });

  it('begins nothing within a frame of its own', async () => {
    spyOnProperty(window, 'frameElement').and.returnValue(
      Object.assign(document.createElement('iframe'), { hasAttribute: () => true }),
    );
    expect(await begin().answer).toBeUndefined();
    expect(frameOf()).toBeNull();
  });

  describe('gives up', () => {
    beforeEach(() => jasmine.clock().install());
    afterEach(() => jasmine.clock().uninstall());

    async function isOver(answer: Promise<unknown>): Promise<boolean> {
      let isSettled = false;
      void answer.then(() => (isSettled = true));
      await settled();
      return isSettled;
    }

    it('two seconds after a page that posts nothing', async () => {
      const { answer } = begin('');
      frameOf()?.dispatchEvent(new Event('load'));
      jasmine.clock().tick(1_500);
      // That page has gone on to another.
      frameOf()?.dispatchEvent(new Event('load'));
      jasmine.clock().tick(1_999);
      expect(await isOver(answer)).toBeFalse();
      jasmine.clock().tick(1);
      expect(await answer).toBeUndefined();
      expect(frameOf()).toBeNull();
    });

    it('after ten seconds in all', async () => {
      const { answer } = begin('');
      for (let second = 0; second < 9; second++) {
        frameOf()?.dispatchEvent(new Event('load'));
        jasmine.clock().tick(1_000);
      }
      expect(await isOver(answer)).toBeFalse();
      frameOf()?.dispatchEvent(new Event('load'));
      jasmine.clock().tick(1_000);
      expect(await answer).toBeUndefined();
    });
  });
});

describe('needsInteraction', () => {
  for (const [answer, isNeeded] of [
    ['error=login_required', true],
    ['error=interaction_required', true],
    ['error=consent_required', true],
    ['error=account_selection_required', true],
    ['error=access_denied', false],
    ['code=1', false],
  ] as const) {
    it(`is ${String(isNeeded)} for ${answer}`, () =>
      expect(needsInteraction(new URLSearchParams(answer))).toBe(isNeeded));
  }
});
