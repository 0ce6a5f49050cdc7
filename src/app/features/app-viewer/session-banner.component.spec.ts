import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';
import { ConnectionRegistry, QlikError } from 'ngx-qlik';
import type { AppSessionState } from 'ngx-qlik/qix';
import { Announcer } from '../../ui/announcer';
import { SessionBannerComponent } from './session-banner.component';

describe('SessionBannerComponent', () => {
  const state = signal<AppSessionState>({ status: 'opening' });

  const show = () => {
    TestBed.configureTestingModule({
      providers: [
        provideRouter([]),
        { provide: ConnectionRegistry, useValue: { get: () => ({ id: 'acme', platform: 'cloud' }) } },
      ],
    });
    state.set({ status: 'opening' });
    const fixture = TestBed.createComponent(SessionBannerComponent);
    fixture.componentRef.setInput('appSession', { state });
    fixture.componentRef.setInput('connectionId', 'acme');
    fixture.detectChanges();
    const go = (next: AppSessionState) => {
      state.set(next);
      fixture.detectChanges();
      TestBed.flushEffects();
    };
    return { go, message: TestBed.inject(Announcer).message };
  };

  it('announces that the app is open again after an interruption, not at first', () => {
    const { go, message } = show();
    go({ status: 'open' });
    expect(message()).toBe('');
    go({ status: 'resuming', attempt: 1 });
    go({ status: 'open' });
    expect(message()).toBe('App open');
  });

  it('announces what a rebuilt session has lost', () => {
    const { go, message } = show();
    go({ status: 'open' });
    go({ status: 'resuming', attempt: 1 });
    const error = new QlikError('session-lost', 'The session was lost.', { remedy: 'Select again.' });
    go({ status: 'open', recovery: { error, restoredFields: ['Carrier'], lostFields: [] } });
    expect(message()).toBe('App open. The session was lost. Selected again: Carrier.');
  });
});
