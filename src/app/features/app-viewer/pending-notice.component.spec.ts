import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import type { AppSessionState } from 'ngx-qlik/qix';
import { PendingNoticeComponent } from './pending-notice.component';

const SLOW_MS = 5_000;

describe('PendingNoticeComponent', () => {
  let isOnline = true;
  const state = signal<AppSessionState>({ status: 'open' });

  const show = () => {
    const fixture = TestBed.createComponent(PendingNoticeComponent);
    fixture.componentRef.setInput('appSession', { state });
    fixture.componentRef.setInput('isPending', true);
    fixture.componentRef.setInput('outcome', 'Then it is done.');
    const text = () => {
      fixture.detectChanges();
      return (fixture.nativeElement as HTMLElement).textContent?.trim() ?? '';
    };
    text();
    const go = (online: boolean) => {
      isOnline = online;
      window.dispatchEvent(new Event(online ? 'online' : 'offline'));
    };
    return { text, go };
  };

  beforeEach(() => {
    isOnline = true;
    state.set({ status: 'open' });
    spyOnProperty(navigator, 'onLine').and.callFake(() => isOnline);
    jasmine.clock().install();
  });
  afterEach(() => jasmine.clock().uninstall());

  it('counts the time without an answer anew when the network is back', () => {
    const { text, go } = show();
    jasmine.clock().tick(SLOW_MS);
    expect(text()).toContain('Qlik has not answered yet.');
    go(false);
    expect(text()).toContain('There is no network.');
    go(true);
    expect(text()).toBe('');
    jasmine.clock().tick(SLOW_MS);
    expect(text()).toContain('Qlik has not answered yet.');
  });

  it('counts the time without an answer anew when the app is connected again', () => {
    const { text } = show();
    jasmine.clock().tick(SLOW_MS);
    state.set({ status: 'resuming', attempt: 1 });
    expect(text()).toContain('The app is not connected.');
    state.set({ status: 'open' });
    expect(text()).toBe('');
  });
});
