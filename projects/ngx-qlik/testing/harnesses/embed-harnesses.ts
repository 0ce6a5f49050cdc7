import type { HarnessPredicate } from '@angular/cdk/testing';
import { EmbedHarness, type EmbedHarnessFilters, embedPredicate } from './embed-harness';

/** Harness of `qlik-chart`. */
export class QlikChartHarness extends EmbedHarness {
  static readonly hostSelector = 'qlik-chart';

  /** A predicate for embeds with these properties. */
  static with(options: EmbedHarnessFilters = {}): HarnessPredicate<QlikChartHarness> {
    return embedPredicate(QlikChartHarness, options);
  }
}

/** Harness of `qlik-sheet`. */
export class QlikSheetHarness extends EmbedHarness {
  static readonly hostSelector = 'qlik-sheet';

  /** A predicate for embeds with these properties. */
  static with(options: EmbedHarnessFilters = {}): HarnessPredicate<QlikSheetHarness> {
    return embedPredicate(QlikSheetHarness, options);
  }
}

/** Harness of `qlik-field`, a list of a field's values. */
export class QlikFieldHarness extends EmbedHarness {
  static readonly hostSelector = 'qlik-field';

  /** A predicate for embeds with these properties. */
  static with(options: EmbedHarnessFilters = {}): HarnessPredicate<QlikFieldHarness> {
    return embedPredicate(QlikFieldHarness, options);
  }

  /** The field's name; `null` for a master dimension. */
  getField(): Promise<string | null> {
    return this.getAttribute('field-id');
  }
}

/** Harness of `qlik-selections`. */
export class QlikSelectionsHarness extends EmbedHarness {
  static readonly hostSelector = 'qlik-selections';

  /** A predicate for embeds with these properties. */
  static with(options: EmbedHarnessFilters = {}): HarnessPredicate<QlikSelectionsHarness> {
    return embedPredicate(QlikSelectionsHarness, options);
  }
}

/** Harness of `qlik-snapshot`. */
export class QlikSnapshotHarness extends EmbedHarness {
  static readonly hostSelector = 'qlik-snapshot';

  /** A predicate for embeds with these properties. */
  static with(options: EmbedHarnessFilters = {}): HarnessPredicate<QlikSnapshotHarness> {
    return embedPredicate(QlikSnapshotHarness, options);
  }
}

/** Harness of `qlik-agentic-assistant`. */
export class QlikAgenticAssistantHarness extends EmbedHarness {
  static readonly hostSelector = 'qlik-agentic-assistant';

  /** A predicate for embeds with these properties. */
  static with(options: EmbedHarnessFilters = {}): HarnessPredicate<QlikAgenticAssistantHarness> {
    return embedPredicate(QlikAgenticAssistantHarness, options);
  }

  /** The assistant's id. */
  getAssistantId(): Promise<string | null> {
    return this.getAttribute('assistant-id');
  }
}

/** Harness of `qlik-assistant`. */
export class QlikAssistantHarness extends EmbedHarness {
  static readonly hostSelector = 'qlik-assistant';

  /** A predicate for embeds with these properties. */
  static with(options: EmbedHarnessFilters = {}): HarnessPredicate<QlikAssistantHarness> {
    return embedPredicate(QlikAssistantHarness, options);
  }

  /** The assistant's id. */
  getAssistantId(): Promise<string | null> {
    return this.getAttribute('assistant-id');
  }
}

/** Harness of `qlik-classic-app`. */
export class QlikClassicAppHarness extends EmbedHarness {
  static readonly hostSelector = 'qlik-classic-app';

  /** A predicate for embeds with these properties. */
  static with(options: EmbedHarnessFilters = {}): HarnessPredicate<QlikClassicAppHarness> {
    return embedPredicate(QlikClassicAppHarness, options);
  }
}

/** Harness of `qlik-classic-chart`. */
export class QlikClassicChartHarness extends EmbedHarness {
  static readonly hostSelector = 'qlik-classic-chart';

  /** A predicate for embeds with these properties. */
  static with(options: EmbedHarnessFilters = {}): HarnessPredicate<QlikClassicChartHarness> {
    return embedPredicate(QlikClassicChartHarness, options);
  }
}

/** Harness of `qlik-feed-cards`. */
export class QlikFeedCardsHarness extends EmbedHarness {
  static readonly hostSelector = 'qlik-feed-cards';

  /** A predicate for embeds with these properties. */
  static with(options: EmbedHarnessFilters = {}): HarnessPredicate<QlikFeedCardsHarness> {
    return embedPredicate(QlikFeedCardsHarness, options);
  }
}

/** Harness of `qlik-embed-ui`, any UI by name. */
export class QlikEmbedUiHarness extends EmbedHarness {
  static readonly hostSelector = 'qlik-embed-ui';

  /** A predicate for embeds with these properties. */
  static with(options: EmbedHarnessFilters = {}): HarnessPredicate<QlikEmbedUiHarness> {
    return embedPredicate(QlikEmbedUiHarness, options);
  }
}
