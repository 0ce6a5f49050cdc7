import { CUSTOM_ELEMENTS_SCHEMA } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { provideHttpClient } from '@angular/common/http';
import { provideHttpClientTesting } from '@angular/common/http/testing';
import { provideRouter, RouterLink } from '@angular/router';
import { fakeConnection, provideQlikTesting, QlikTesting } from 'ngx-qlik/testing';
import { KeepFocusDirective } from '../../ui/keep-focus.directive';
import { LostFocus } from '../../ui/lost-focus';
import { AppViewerComponent } from './app-viewer.component';

async function openApp() {
  TestBed.configureTestingModule({
    providers: [
      provideRouter([]),
      provideHttpClient(),
      provideHttpClientTesting(),
      // The apps open: the parts of the page would be gone with them.
      provideQlikTesting({
        connections: [fakeConnection({ id: 'acme' })],
        apps: { sales: { rows: [{ Region: 'North' }] }, flights: { rows: [{ Carrier: 'AA' }] } },
      }),
    ],
  });
  TestBed.overrideComponent(AppViewerComponent, {
    set: { imports: [KeepFocusDirective, RouterLink], schemas: [CUSTOM_ELEMENTS_SCHEMA] },
  });
  await TestBed.inject(QlikTesting).ready();
  TestBed.inject(LostFocus);
  const fixture = TestBed.createComponent(AppViewerComponent);
  const element = fixture.nativeElement as HTMLElement;
  document.body.append(element);
  fixture.componentRef.setInput('connectionId', 'acme');
  fixture.componentRef.setInput('appId', 'sales');
  await TestBed.inject(QlikTesting).whenStable(fixture);
  return { fixture, element };
}

describe('AppViewerComponent', () => {
  it('has new parts for another app, so that nothing begun in one goes along to the other', async () => {
    const { fixture, element } = await openApp();
    const read = () => ['app-bookmark-menu', '.part'].map((part) => element.querySelector(part));
    const before = read();
    expect(before).not.toContain(null);
    fixture.componentRef.setInput('view', 'sheets');
    await TestBed.inject(QlikTesting).whenStable(fixture);
    expect(read().map((part, place) => part === before[place])).toEqual([true, true]);
    fixture.componentRef.setInput('appId', 'flights');
    await TestBed.inject(QlikTesting).whenStable(fixture);
    const after = read();
    expect(after).not.toContain(null);
    expect(after.map((part) => before.some((each) => each === part))).toEqual([false, false]);
  });

  it('moves the focus to its heading when the message of a failed action is dismissed', async () => {
    const { fixture, element } = await openApp();
    const component = fixture.componentInstance as unknown as { act(action: Promise<void>): Promise<void> };
    await component.act(Promise.reject(new Error('Failed.')));
    await fixture.whenStable();
    const dismiss = element.querySelector<HTMLElement>('[aria-label="Dismiss the message"]');
    expect(dismiss).not.toBeNull();
    dismiss?.focus();
    dismiss?.click();
    await fixture.whenStable();
    expect(element.querySelector('[aria-label="Dismiss the message"]')).toBeNull();
    expect(document.activeElement).toBe(element.querySelector('h1'));
  });
});
