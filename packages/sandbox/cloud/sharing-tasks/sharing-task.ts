import type { QlikErrorEntry } from '../rest/qlik-error.ts';

type Json = Readonly<Record<string, unknown>>;

/** The types of sharing tasks that are made here, and those of Qlik's that are not. */
export const TASK_TYPES = ['chart-monitoring', 'chart-sharing', 'sheet-sharing', 'template-sharing'] as const;

/** What a file of a task shows, and how: `TemplatePersist` of `@qlik/api/sharing-tasks`. */
export interface SharingTemplate {
  readonly type: string;
  readonly subType?: string;
  /** Names the file in addresses; unique in its task. */
  readonly fileAlias: string;
  readonly templateId: string;
  readonly fileName?: string;
  readonly fileTimeStamp?: string;
  readonly chartData?: Json;
  readonly sheetData?: Json;
  readonly multiSheetData?: readonly Json[];
}

/** The selections under which the files are made: `State` of `@qlik/api/sharing-tasks`. */
export interface SharingState {
  readonly selections?: readonly {
    readonly name: string;
    readonly stateName: string;
    readonly isNumeric: boolean;
    readonly values: readonly string[];
  }[];
}

/** Users of the tenant, and e-mail addresses, which get nothing here. */
export interface SharingRecipients {
  readonly userIds: readonly { readonly value: string; readonly enabled: boolean }[];
  readonly emailAddresses: readonly string[];
}

/** When a task would run, as it was given: nothing runs by itself here. */
export interface ScheduleOptions {
  readonly recurrence?: readonly string[];
  readonly startDateTime?: string | null;
  readonly endDateTime?: string | null;
  readonly timezone?: string | null;
}

/** Members that are answered as they were given. */
export interface SharingDetails {
  readonly description?: string;
  readonly emailContent?: Json;
  readonly expiration?: string;
  readonly message?: string;
  readonly retentionPolicy?: { readonly historySize?: number; readonly overrideInterval?: string };
  readonly scheduleOptions?: ScheduleOptions;
  readonly startTime?: string;
  readonly tags?: readonly string[];
  readonly transportChannels?: readonly string[];
  readonly trigger?: Json;
}

/** A sharing task. Times are ISO 8601. */
export interface SharingTask {
  readonly id: string;
  readonly name: string;
  readonly type: (typeof TASK_TYPES)[number];
  readonly appId: string;
  readonly ownerId: string;
  readonly createdBy: string;
  readonly updatedBy: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly lastViewed?: string;
  readonly isEnabled: boolean;
  readonly templates: readonly SharingTemplate[];
  readonly state: SharingState;
  readonly recipients: SharingRecipients;
  readonly details: SharingDetails;
}

/** A file of an execution. */
export interface SharingFile {
  readonly id: string;
  readonly alias: string;
  readonly templateId: string;
  readonly type: 'image' | 'pdf' | 'xlsx';
  /** Of the download. */
  readonly name: string;
  readonly contentType: string;
  readonly content: Uint8Array;
}

/** One run of a task. Times are ISO 8601. */
export interface SharingExecution {
  readonly id: string;
  readonly taskId: string;
  readonly status: 'initialized' | 'in-progress' | 'successful' | 'failed' | 'cancelling' | 'cancelled';
  readonly requestedAt: string;
  readonly startTime?: string;
  /** The end, whatever it was. */
  readonly endedAt?: string;
  readonly totalCount: number;
  readonly files: readonly SharingFile[];
  readonly errors: readonly Pick<QlikErrorEntry, 'code' | 'title' | 'detail'>[];
}
