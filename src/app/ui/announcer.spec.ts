import { TestBed } from '@angular/core/testing';
import { Announcer } from './announcer';

describe('Announcer', () => {
  beforeEach(() => jasmine.clock().install().mockDate());
  afterEach(() => jasmine.clock().uninstall());

  it('does not replace the result of an action by the status that follows from it', () => {
    const announcer = TestBed.inject(Announcer);
    announcer.announce('Acme: The sign-in was canceled.', 'acme');
    announcer.announceStatus('Acme: Signed out', 'acme');
    expect(announcer.message()).toBe('Acme: The sign-in was canceled.');
    announcer.announceStatus('Beta: Signed out', 'beta');
    jasmine.clock().tick(1_000);
    expect(announcer.message()).toBe('Beta: Signed out');
  });

  it('announces a message again that is repeated, such as the second failure of an action', () => {
    const announcer = TestBed.inject(Announcer);
    const seen = [];
    for (let attempt = 0; attempt < 3; attempt++) {
      announcer.announce('Acme does not respond.', 'acme');
      seen.push(announcer.message());
    }
    expect(seen.map((each) => each.trim())).toEqual(Array(3).fill('Acme does not respond.'));
    expect(seen[1]).not.toBe(seen[0] ?? '');
    expect(seen[2]).not.toBe(seen[1] ?? '');
  });

  it('announces the title of the next page after a message of the moment before, not instead of it', () => {
    const announcer = TestBed.inject(Announcer);
    announcer.announce('Signed out of Acme', 'acme');
    jasmine.clock().tick(25);
    announcer.announcePage('Sign in');
    expect(announcer.message()).toBe('Signed out of Acme');
    jasmine.clock().tick(1_000);
    expect(announcer.message()).toBe('Sign in');
    jasmine.clock().tick(5_000);
    announcer.announcePage('Overview');
    expect(announcer.message()).toBe('Overview');
  });

  it('announces what comes right after the title, too', () => {
    const announcer = TestBed.inject(Announcer);
    announcer.announcePage('Spaces');
    announcer.announce('Signed in to Acme as Ada', 'acme');
    expect(announcer.message()).toBe('Spaces');
    jasmine.clock().tick(1_000);
    expect(announcer.message()).toBe('Signed in to Acme as Ada');
  });

  it('shows each waiting message for a time, and only the latest about the same', () => {
    const announcer = TestBed.inject(Announcer);
    announcer.announce('Signed out of Acme', 'acme');
    announcer.announcePage('Sign in');
    announcer.announce('Signed out of Beta', 'beta');
    announcer.announcePage('Overview');
    const shown = [announcer.message()];
    for (let second = 0; second < 4; second += 1) {
      jasmine.clock().tick(1_000);
      shown.push(announcer.message());
    }
    expect(shown).toEqual(['Signed out of Acme', 'Signed out of Beta', 'Overview', 'Overview', 'Overview']);
  });

  it('shows the next message about the same at once', () => {
    const announcer = TestBed.inject(Announcer);
    announcer.announce('Acme: Signing in …', 'acme');
    announcer.announce('Signed in to Acme as Ada', 'acme');
    expect(announcer.message()).toBe('Signed in to Acme as Ada');
    announcer.announce('Signed in to Beta as Ada', 'beta');
    announcer.announce('Signed out of Acme', 'acme');
    expect(announcer.message()).toBe('Signed out of Acme');
    jasmine.clock().tick(1_000);
    expect(announcer.message()).toBe('Signed in to Beta as Ada');
  });

  it('announces a later status', () => {
    const announcer = TestBed.inject(Announcer);
    announcer.announce('Acme: The sign-in was canceled.', 'acme');
    jasmine.clock().tick(1_000);
    announcer.announceStatus('Acme: Signing in …', 'acme');
    expect(announcer.message()).toBe('Acme: Signing in …');
  });
});
