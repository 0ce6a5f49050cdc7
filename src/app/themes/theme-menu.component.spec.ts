import { provideHttpClient, withInterceptors } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { ChangeDetectionStrategy, Component, inject, input } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { qlikInterceptor } from 'ngx-qlik';
import { fakeConnection, provideQlikTesting, QlikTesting, settled } from 'ngx-qlik/testing';
import { KeepFocusDirective } from '../ui/keep-focus.directive';
import { LostFocus } from '../ui/lost-focus';
import { injectThemeChoice } from './theme-choice';
import { ThemeMenuComponent } from './theme-menu.component';

const THEMES = 'https://acme.example/api/v1/themes';
const HARBOR = { id: 'h', name: 'Harbor' };
const NIGHT = { id: 'n', name: 'Night' };

@Component({
  imports: [KeepFocusDirective, ThemeMenuComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <a href="#">Another control</a>
    <app-theme-menu [choice]="choice" [appKeepFocus]="drawn" />
    <section #drawn tabindex="-1"></section>
  `,
})
class HostComponent {
  readonly connectionId = input.required<string>();
  readonly choice = injectThemeChoice(() => this.connectionId());

  constructor() {
    inject(LostFocus);
  }
}

async function show(connectionId = 'acme') {
  TestBed.configureTestingModule({
    providers: [
      provideHttpClient(withInterceptors([qlikInterceptor])),
      provideHttpClientTesting(),
      provideQlikTesting({
        connections: [
          fakeConnection({ id: 'acme' }),
          fakeConnection({ id: 'server', platform: 'client-managed' }),
        ],
      }),
    ],
  });
  await TestBed.inject(QlikTesting).ready();
  const fixture = TestBed.createComponent(HostComponent);
  fixture.componentRef.setInput('connectionId', connectionId);
  const server = TestBed.inject(HttpTestingController);
  const render = async () => {
    await settled();
    fixture.detectChanges();
    await settled();
  };
  await render();
  const element = fixture.nativeElement as HTMLElement;
  return {
    element,
    choice: fixture.componentInstance.choice,
    server,
    answer: async (body: object, status = 200) => {
      server.expectOne(THEMES).flush(body, { status, statusText: 'x' });
      await render();
    },
    open: async () => {
      element.querySelector('button')?.click();
      await render();
      return [...document.querySelectorAll<HTMLElement>('[role=menuitemradio]')];
    },
    render,
  };
}

describe('ThemeMenuComponent', () => {
  beforeEach(() => localStorage.removeItem('app:theme:acme'));
  afterAll(() => localStorage.removeItem('app:theme:acme'));

  it('offers the themes of the tenant, and keeps the choice', async () => {
    const first = await show();
    await first.answer({ data: [HARBOR, NIGHT] });
    const items = await first.open();
    expect(items.map(({ textContent }) => textContent?.trim())).toEqual([
      'as this application',
      'Harbor',
      'Night',
    ]);
    expect(items.map((each) => each.getAttribute('aria-checked'))).toEqual(['true', 'false', 'false']);
    items[2]?.click();
    await first.render();
    expect(first.choice.theme()).toBe('n');
    expect(first.element.textContent).toContain('Theme: Night');

    TestBed.resetTestingModule();
    const second = await show();
    expect(second.choice.theme()).withContext('before the list is there').toBe('n');
    await second.answer({ data: [HARBOR, NIGHT] });
    expect(second.choice.theme()).toBe('n');
  });

  it('says that the chosen theme is gone, and shows embeds like the application', async () => {
    localStorage.setItem('app:theme:acme', JSON.stringify(NIGHT));
    const { element, choice, answer, render } = await show();
    await answer({ data: [] });
    expect(choice.theme()).toBeUndefined();
    expect(element.querySelector('[role=status]')?.textContent).toContain('The theme “Night” is not in');
    const understood = element.querySelector<HTMLElement>('[role=status] button');
    understood?.focus();
    understood?.click();
    await render();
    expect(localStorage.getItem('app:theme:acme')).toBeNull();
    expect(element.querySelector('button')).withContext('a tenant without themes').toBeNull();
    expect(document.activeElement).withContext('what is drawn').toBe(element.querySelector('section'));
  });

  it('keeps the choice while the list fails, and asks again', async () => {
    localStorage.setItem('app:theme:acme', JSON.stringify(NIGHT));
    const { choice, answer, open, element, render } = await show();
    await answer({ errors: [] }, 403);
    expect(choice.theme()).toBe('n');
    expect(element.textContent).toContain('Theme: Night');
    await open();
    [...document.querySelectorAll<HTMLElement>('[role=menuitem]')]
      .find(({ textContent }) => textContent?.includes('Try again'))
      ?.click();
    await render();
    await answer({ data: [NIGHT] });
    expect(choice.isGone()).toBeFalse();
  });

  it('asks no client-managed server', async () => {
    const { element, server, choice } = await show('server');
    server.expectNone(() => true);
    expect(choice.theme()).toBeUndefined();
    expect(element.querySelector('button')).toBeNull();
  });
});
