import { fakeConnection, postFromOtherPage } from 'ngx-qlik/testing';
import { toQlikError } from '../../errors/qlik-error';
import { waitForAnswer } from './popup';

const acme = fakeConnection({ id: 'acme' });

/** The part of a window that a sign-in uses. */
class FakeWindow {
  closed = false;
  close(): void {
    this.closed = true;
  }
}

function wait(popup: FakeWindow, onWindowClosed?: () => void): Promise<string> {
  const how = onWindowClosed ? { connection: acme, onWindowClosed } : { connection: acme };
  return waitForAnswer(popup as unknown as Window, 'state-1', how).then(
    (answer) => answer.toString(),
    (error: unknown) => `${toQlikError(error).code} of ${String(toQlikError(error).connectionId)}`,
  );
}

const post = (message: unknown) => postFromOtherPage('ngx-qlik:oauth2', message);

describe('a sign-in window', () => {
  describe('waits', () => {
    beforeEach(() => jasmine.clock().install().mockDate(new Date('2026-01-01T00:00:00Z')));
    afterEach(() => jasmine.clock().uninstall());

    it('for the answer with its own state, and passes over all else', async () => {
      const popup = new FakeWindow();
      const waiting = wait(popup);
      await post('code=wrong&state=state-2');
      await post({ state: 'state-1' });
      await post(17);
      await post('code=right&state=state-1');
      expect(await waiting).toBe('code=right&state=state-1');
    });

    it('on when it looks closed, which it does under COOP too, and says so once', async () => {
      const popup = new FakeWindow();
      const onWindowClosed = jasmine.createSpy('onWindowClosed');
      const waiting = wait(popup, onWindowClosed);
      jasmine.clock().tick(500);
      popup.close();
      jasmine.clock().tick(2_000);
      expect(onWindowClosed).not.toHaveBeenCalled();
      jasmine.clock().tick(500);
      expect(onWindowClosed).toHaveBeenCalledTimes(1);
      jasmine.clock().tick(60_000);
      expect(onWindowClosed).toHaveBeenCalledTimes(1);
      await post('code=right&state=state-1');
      expect(await waiting).toBe('code=right&state=state-1');
    });

    it('five minutes for one that looks closed as well', async () => {
      const popup = new FakeWindow();
      const waiting = wait(popup);
      popup.close();
      jasmine.clock().tick(5 * 60_000);
      expect(await waiting).toBe('popup-closed of acme');
    });

    it('for an answer that arrives after the window has closed itself', async () => {
      const popup = new FakeWindow();
      const waiting = wait(popup);
      popup.close();
      jasmine.clock().tick(1_000);
      await post('code=right&state=state-1');
      expect(await waiting).toBe('code=right&state=state-1');
    });

    it('no longer than five minutes', async () => {
      const popup = new FakeWindow();
      const waiting = wait(popup);
      jasmine.clock().tick(5 * 60_000);
      expect(await waiting).toBe('sign-in-timeout of acme');
    });
  });
});
