import {
  ChangeDetectionStrategy,
  Component,
  type ComponentRef,
  computed,
  DestroyRef,
  effect,
  inject,
  input,
  output,
  signal,
  untracked,
  viewChild,
  ViewContainerRef,
} from '@angular/core';
import type { QlikError } from 'ngx-qlik';
import type { EmbedState } from 'ngx-qlik/embed';
import type { EmbedUi, LiveEmbed } from '../embed-ui';

/** Shows any embed of the library: created once and then updated input by input, like in a template. */
@Component({
  selector: 'app-live-embed',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: '<ng-container #container />',
  styles: ':host { display: block; }',
})
export class LiveEmbedComponent {
  readonly ui = input.required<EmbedUi>();
  /** Input values by name. */
  readonly inputs = input.required<Readonly<Record<string, unknown>>>();
  /** The interface of the UI; `undefined` for a UI without one. */
  readonly ready = output<unknown>();
  readonly failed = output<QlikError>();

  private readonly container = viewChild.required('container', { read: ViewContainerRef });
  private readonly shown = signal<ComponentRef<LiveEmbed> | undefined>(undefined);
  private readonly isChecked = signal(false);
  private inputNames: readonly string[] = [];

  /** State of the embed. */
  readonly state = computed<EmbedState>(() => this.frameState() ?? { status: 'loading' });

  constructor() {
    effect(() => {
      const { component } = this.ui();
      const container = this.container();
      untracked(() => this.createEmbed(container, component));
    });
    effect(() => {
      const shown = this.shown();
      const inputs = this.inputs();
      if (shown) untracked(() => this.setInputs(shown, inputs));
    });
    inject(DestroyRef).onDestroy(() => this.shown()?.destroy());
  }

  private frameState(): EmbedState | undefined {
    // The state is available after the first change detection of the embed.
    return this.isChecked() ? this.shown()?.instance.state() : undefined;
  }

  private createEmbed(container: ViewContainerRef, component: EmbedUi['component']): void {
    container.clear();
    this.isChecked.set(false);
    this.inputNames = [];
    const made = container.createComponent(component);
    made.instance.ready.subscribe((api) => this.ready.emit(api));
    made.instance.failed.subscribe((error) => this.failed.emit(error));
    this.shown.set(made);
  }

  private setInputs(shown: ComponentRef<unknown>, inputs: Readonly<Record<string, unknown>>): void {
    const names = Object.keys(inputs);
    for (const name of new Set([...this.inputNames, ...names])) shown.setInput(name, inputs[name]);
    this.inputNames = names;
    if (!this.isChecked()) {
      shown.changeDetectorRef.detectChanges();
      this.isChecked.set(true);
    }
  }
}
