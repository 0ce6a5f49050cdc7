import { ApplicationRef, Component, inject, InjectionToken, signal } from '@angular/core';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import type { PanelFailure } from './panel-failure';
import { ErrorBoundaryComponent, type BoundaryContent } from './error-boundary.component';

const NAME = new InjectionToken<string>('name');
const isBad = signal(false);
const count = signal(0);

@Component({ template: '<button (click)="add()">{{ name }} {{ count() }}</button>' })
class SoundComponent {
  protected readonly name = inject(NAME);
  protected readonly count = count;

  protected add(): void {
    count.update((before) => before + 1);
  }
}

@Component({ template: 'never' })
class BadConstructorComponent {
  constructor() {
    throw new Error('no constructor');
  }
}

@Component({ template: '{{ name }} {{ text() }} <button (click)="fail()">fail</button>' })
class BadTemplateComponent {
  protected readonly name = inject(NAME);

  protected text(): string {
    if (isBad()) throw new Error('no template');
    return 'fine';
  }

  protected fail(): void {
    throw new Error('no action');
  }
}

@Component({
  imports: [ErrorBoundaryComponent],
  template: `
    <app-error-boundary class="one" [content]="first()" (failed)="breakdowns.push($event)" />
    <app-error-boundary class="other" [content]="second" />
    <p>{{ count() }}</p>
  `,
})
class PageComponent {
  readonly first = signal<BoundaryContent>(contentOf(BadTemplateComponent, 'one'));
  readonly second = contentOf(SoundComponent, 'other');
  readonly breakdowns: PanelFailure[] = [];
  protected readonly count = count;
}

function contentOf(component: BoundaryContent['component'], name: string): BoundaryContent {
  return { component, providers: [{ provide: NAME, useValue: name }] };
}

describe('ErrorBoundaryComponent', () => {
  let fixture: ComponentFixture<PageComponent>;
  const textOf = (selector: string) => {
    const page = fixture.nativeElement as HTMLElement;
    return page.querySelector(selector)?.textContent?.trim();
  };
  const press = (selector: string) => {
    const page = fixture.nativeElement as HTMLElement;
    page.querySelector<HTMLElement>(`${selector} button`)?.click();
  };
  const settle = async () => {
    TestBed.inject(ApplicationRef).tick();
    await fixture.whenStable();
    await new Promise((resolve) => setTimeout(resolve));
  };

  beforeEach(async () => {
    isBad.set(false);
    count.set(0);
    fixture = TestBed.createComponent(PageComponent);
    fixture.autoDetectChanges();
    await settle();
  });

  it('has its own providers, and updates on signals and clicks', async () => {
    expect(textOf('.one')).toContain('one fine');
    expect(textOf('.other')).toBe('other 0');
    press('.other');
    await settle();
    expect([textOf('.other'), textOf('p')]).toEqual(['other 1', '1']);
  });

  it('is removed when its template throws, and the rest of the page still updates', async () => {
    isBad.set(true);
    await settle();
    const [breakdown] = fixture.componentInstance.breakdowns;
    expect([breakdown?.isRemoved, breakdown?.error.message]).toEqual([true, 'no template']);
    expect(textOf('.one')).toBe('');
    press('.other');
    await settle();
    expect([textOf('.other'), textOf('p')]).toEqual(['other 1', '1']);
    isBad.set(false);
    fixture.componentInstance.first.set(contentOf(BadTemplateComponent, 'again'));
    await settle();
    expect(textOf('.one')).toContain('again fine');
  });

  it('emits the error of its constructor', async () => {
    fixture.componentInstance.first.set(contentOf(BadConstructorComponent, 'one'));
    await settle();
    const [breakdown] = fixture.componentInstance.breakdowns;
    expect([breakdown?.isRemoved, breakdown?.error.message]).toEqual([true, 'no constructor']);
    expect(textOf('.other')).toBe('other 0');
  });

  it('stays when one of its actions throws', async () => {
    press('.one');
    await settle();
    const [breakdown] = fixture.componentInstance.breakdowns;
    expect([breakdown?.isRemoved, breakdown?.error.message]).toEqual([false, 'no action']);
    expect(textOf('.one')).toContain('one fine');
  });
});
