import {
  ChangeDetectionStrategy,
  Component,
  computed,
  effect,
  inject,
  input,
  linkedSignal,
  signal,
  untracked,
  viewChild,
} from '@angular/core';
import { MatButton } from '@angular/material/button';
import type { QlikConnection, QlikError } from 'ngx-qlik';
import { QLIK_EMBED_TIME_LIMIT } from 'ngx-qlik/embed';
import { injectAppSession } from 'ngx-qlik/qix';
import { ListStateComponent } from '../../app-objects/list-state.component';
import { ColorScheme } from '../../color-scheme/color-scheme';
import { describeProblem } from '../../connections/describe-problem';
import { OtherUserComponent } from '../../connections/other-user.component';
import { isRecord } from '../../json/is-record';
import { injectThemeChoice } from '../../themes/theme-choice';
import { ErrorPanelComponent } from '../../ui/error-panel.component';
import { MomentPipe } from '../../ui/moment.pipe';
import { injectAppLists, NO_APP } from './app-lists';
import { writeAngular } from './code/angular-code';
import { CodeBlockComponent } from './code/code-block.component';
import { writeHtml } from './code/html-code';
import { EmbedControlsComponent } from './controls/embed-controls.component';
import type { EmbedUi, EmbedValues, BrokenExample } from './embed-ui';
import { isDrawnDark, withInitialColors } from './initial-colors';
import { injectFindings } from './live/findings';
import { LiveEmbedComponent } from './live/live-embed.component';

/** An event of an embed. */
interface EmbedEvent {
  readonly number: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly name: string;
  readonly detail: string;
}

/** What the user has set. */
interface UserSettings {
  readonly changed: EmbedValues | undefined;
  readonly brokenExample: BrokenExample | undefined;
}

const MAX_EVENTS = 30;

/** The events of an embed, newest first. */
class EventLog {
  private readonly list = signal<readonly EmbedEvent[]>([]);
  private count = 0;

  readonly events = this.list.asReadonly();

  add(name: string, detail = ''): void {
    const event = { number: ++this.count, at: Date.now(), name, detail };
    this.list.update((events) => [event, ...events].slice(0, MAX_EVENTS));
  }

  clear(): void {
    this.list.set([]);
  }
}

/** Shorter than by default: broken examples fail by this limit. */
const TIME_LIMIT_MS = 20_000;

/** A live embed with a control for each input, its events, and the code for it. */
@Component({
  selector: 'app-embed-playground',
  imports: [
    CodeBlockComponent,
    EmbedControlsComponent,
    ErrorPanelComponent,
    ListStateComponent,
    LiveEmbedComponent,
    MatButton,
    MomentPipe,
    OtherUserComponent,
  ],
  providers: [{ provide: QLIK_EMBED_TIME_LIMIT, useValue: TIME_LIMIT_MS }],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './embed-playground.component.html',
  styleUrl: './embed-playground.component.scss',
})
export class EmbedPlaygroundComponent {
  readonly ui = input.required<EmbedUi>();
  readonly connection = input.required<QlikConnection>();
  /** `undefined` for a UI without an app. */
  readonly appId = input.required<string | undefined>();

  protected readonly appSession = injectAppSession(() => {
    const appId = this.appId();
    return appId === undefined ? undefined : { connectionId: this.connection().id, appId };
  });
  protected readonly appLists = injectAppLists(this.appSession);
  private readonly themeChoice = injectThemeChoice(() => this.connection().id);
  private readonly scheme = inject(ColorScheme);
  private readonly isSchemeDark = computed(() => this.scheme.current() === 'dark');
  protected readonly lists = computed(() => {
    const lists = this.ui().isWithoutApp ? NO_APP : this.appLists.options();
    const ofTenant = this.themeChoice.themes.value() ?? [];
    const themes = ofTenant.map(({ id, name }) => ({ value: id, label: name }));
    return lists && { ...lists, themes: [...lists.themes, ...themes] };
  });
  private readonly live = viewChild(LiveEmbedComponent);

  /** What is shown: settings and events are those of one UI with one app. */
  private readonly subject = computed(() => [this.ui(), this.appId(), this.connection()]);
  /** Values set by the user or by a broken example; reset for another app or UI. */
  private readonly changed = linkedSignal<unknown, EmbedValues | undefined>({
    source: this.subject,
    computation: () => undefined,
  });
  private readonly brokenExample = linkedSignal<unknown, BrokenExample | undefined>({
    source: this.subject,
    computation: () => undefined,
  });
  /** What *Reset* has replaced last, until something else is changed. */
  protected readonly replaced = linkedSignal<unknown, UserSettings | undefined>({
    source: () => [this.subject(), this.changed(), this.brokenExample()],
    computation: () => undefined,
  });
  private readonly initial = computed(() => {
    const lists = this.lists();
    const colors = { theme: this.themeChoice.theme(), isDark: this.isSchemeDark() };
    return lists && withInitialColors(this.ui(), this.ui().initialValues(lists), colors);
  });
  protected readonly values = computed<EmbedValues>(() => this.changed() ?? this.initial() ?? {});
  protected readonly isChanged = computed(
    () => this.changed() !== undefined || this.brokenExample() !== undefined,
  );
  private readonly shownAppId = computed(() => this.brokenExample()?.appId ?? this.appId());

  protected readonly inputs = computed(() => {
    const set = Object.entries(this.values()).filter(([, value]) => value !== undefined);
    return {
      connectionId: this.connection().id,
      ...(this.ui().isWithoutApp ? {} : { appId: this.shownAppId() }),
      ...Object.fromEntries(set),
    };
  });
  protected readonly example = computed(() => ({
    ui: this.ui(),
    connection: this.connection(),
    appId: this.shownAppId(),
    values: this.values(),
  }));
  protected readonly angularCode = computed(() => writeAngular(this.example()));
  protected readonly htmlCode = computed(() => writeHtml(this.example()));
  protected readonly findings = injectFindings(this.appSession, this.values);

  protected readonly state = computed(() => this.live()?.state() ?? { status: 'idle' as const });
  protected readonly tone = computed(() => TONES[this.state().status]);
  protected readonly isDark = computed(() => isDrawnDark(this.ui(), this.values(), this.isSchemeDark()));
  protected readonly log = new EventLog();
  protected readonly sessionProblem = computed(() => {
    const state = this.appSession()?.state();
    return state?.status === 'failed' ? describeProblem(state.error) : undefined;
  });
  private readonly lastStatus = signal('');

  constructor() {
    effect(() => {
      this.subject();
      untracked(() => {
        this.log.clear();
        this.lastStatus.set('');
      });
    });
    effect(() => {
      const { status } = this.state();
      untracked(() => {
        if (status === this.lastStatus()) return;
        this.lastStatus.set(status);
        this.log.add('state', status);
      });
    });
  }

  protected change(values: EmbedValues): void {
    const before = this.values();
    const names = this.ui().inputs.filter(({ name }) => values[name] !== before[name]);
    this.log.add('changed', names.map(({ name }) => name).join(', '));
    this.changed.set(values);
  }

  protected break(brokenExample: BrokenExample): void {
    this.log.add('broken', brokenExample.label);
    this.brokenExample.set(brokenExample);
    this.changed.set({ ...this.values(), ...brokenExample.values });
  }

  protected restore(): void {
    const replaced = { changed: this.changed(), brokenExample: this.brokenExample() };
    this.log.add('reset');
    this.set({ changed: undefined, brokenExample: undefined });
    this.replaced.set(replaced);
  }

  protected undoReset(replaced: UserSettings): void {
    this.log.add('reset undone');
    this.set(replaced);
  }

  private set({ changed, brokenExample }: UserSettings): void {
    this.changed.set(changed);
    this.brokenExample.set(brokenExample);
  }

  protected logReady(refApi: unknown): void {
    const members = isRecord(refApi) ? Object.keys(refApi) : [];
    this.log.add('ready', members.length > 0 ? `the ref API has ${members.join(', ')}` : '');
  }

  protected logFailed({ code, message }: QlikError): void {
    this.log.add('failed', `${code}: ${message}`);
  }
}

const TONES = { idle: 'idle', loading: 'busy', ready: 'good', failed: 'bad' } as const;
