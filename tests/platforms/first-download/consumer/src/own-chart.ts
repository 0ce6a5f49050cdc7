import { NgTemplateOutlet } from '@angular/common';
import {
  ChangeDetectionStrategy,
  Component,
  contentChild,
  Directive,
  effect,
  type ElementRef,
  inject,
  input,
  output,
  signal,
  TemplateRef,
  viewChild,
} from '@angular/core';

/** A template that the application gives. */
@Directive({ selector: 'ng-template[ownLoading]' })
export class OwnLoadingDirective {
  readonly template = inject<TemplateRef<unknown>>(TemplateRef);
}

@Component({
  selector: 'own-frame',
  imports: [NgTemplateOutlet],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { '[attr.aria-busy]': 'isLoading()' },
  template: `
    <div #container></div>
    @if (isLoading()) {
      @if (loading(); as template) {
        <ng-container [ngTemplateOutlet]="template" />
      } @else {
        @let text = name();
        <p>{{ text }}</p>
        <button (click)="retry()">Try again</button>
      }
    }
  `,
  styles: ':host { display: block; }',
})
export class OwnFrameComponent {
  readonly name = input.required<string>();
  readonly loading = input<TemplateRef<unknown>>();
  readonly ready = output<string>();
  readonly isLoading = signal(true);
  private readonly container = viewChild<ElementRef<HTMLElement>>('container');

  constructor() {
    effect(() => {
      const element = this.container()?.nativeElement;
      if (element) element.textContent = this.name();
    });
  }

  retry(): void {
    this.isLoading.set(false);
    this.ready.emit(this.name());
  }
}

/** Uses what a chart of this library uses of Angular, and nothing else. */
@Component({
  selector: 'own-chart',
  imports: [OwnFrameComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `<own-frame [name]="objectId()" [loading]="slot()?.template" (ready)="ready.emit($event)" />`,
  styles: ':host { display: block; }',
})
export class OwnChartComponent {
  readonly objectId = input.required<string>();
  readonly isFramed = input(undefined, { transform: Boolean });
  readonly ready = output<string>();
  protected readonly slot = contentChild(OwnLoadingDirective);
  private readonly frame = viewChild.required(OwnFrameComponent);

  retry(): void {
    this.frame().retry();
  }
}
