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
    expect(announcer.message()).toBe('Beta: Signed out');
  });

  it('announces a later status', () => {
    const announcer = TestBed.inject(Announcer);
    announcer.announce('Acme: The sign-in was canceled.', 'acme');
    jasmine.clock().tick(1_000);
    announcer.announceStatus('Acme: Signing in …', 'acme');
    expect(announcer.message()).toBe('Acme: Signing in …');
  });
});
