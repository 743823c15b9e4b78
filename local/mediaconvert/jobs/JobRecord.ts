/** As the service writes them: members of requests and answers begin small on the wire. */
export interface OutputSettings {
  readonly nameModifier?: string;
  readonly extension?: string;
  readonly containerSettings?: {
    readonly container?: string;
    readonly cmfcSettings?: {
      readonly audioGroupId?: string;
      readonly audioRenditionSets?: string;
      readonly audioTrackType?: string;
    };
  };
  readonly videoDescription?: VideoSettings;
  readonly audioDescriptions?: readonly {
    readonly audioSourceName?: string;
    readonly codecSettings?: { readonly codec?: string; readonly aacSettings?: AacWireSettings };
  }[];
}

export interface AacWireSettings {
  readonly bitrate?: number;
  readonly sampleRate?: number;
  readonly codingMode?: string;
  readonly codecProfile?: string;
}

export interface H264WireSettings {
  readonly rateControlMode?: string;
  readonly qualityTuningLevel?: string;
  readonly bitrate?: number;
  readonly maxBitrate?: number;
  readonly framerateControl?: string;
  readonly framerateNumerator?: number;
  readonly framerateDenominator?: number;
  readonly gopSize?: number;
  readonly gopSizeUnits?: string;
}

export interface VideoSettings {
  readonly width?: number;
  readonly height?: number;
  readonly codecSettings?: {
    readonly codec?: string;
    readonly h264Settings?: H264WireSettings;
    readonly frameCaptureSettings?: {
      readonly framerateNumerator?: number;
      readonly framerateDenominator?: number;
      readonly maxCaptures?: number;
      readonly quality?: number;
    };
  };
  readonly videoPreprocessors?: { readonly deinterlacer?: unknown };
}

export interface OutputGroupSettings {
  readonly name?: string;
  readonly outputGroupSettings?: {
    readonly type?: string;
    readonly cmafGroupSettings?: {
      readonly destination?: string;
      readonly segmentLength?: number;
      readonly writeHlsManifest?: string;
      readonly imageBasedTrickPlay?: string;
      readonly imageBasedTrickPlaySettings?: {
        readonly thumbnailInterval?: number;
        readonly thumbnailWidth?: number;
        readonly thumbnailHeight?: number;
        readonly tileWidth?: number;
        readonly tileHeight?: number;
      };
    };
    readonly fileGroupSettings?: { readonly destination?: string };
  };
  readonly outputs?: readonly OutputSettings[];
}

export interface JobSettings {
  readonly inputs?: readonly {
    readonly fileInput?: string;
    readonly videoSelector?: { readonly rotate?: string };
    readonly audioSelectors?: Readonly<Record<string, unknown>>;
  }[];
  readonly outputGroups?: readonly OutputGroupSettings[];
}

/** CreateJob, of which the model knows more than what is read here. */
export interface JobRequest {
  readonly role?: string;
  readonly queue?: string;
  readonly clientRequestToken?: string;
  readonly priority?: number;
  readonly statusUpdateInterval?: string;
  readonly userMetadata?: Readonly<Record<string, string>>;
  readonly tags?: Readonly<Record<string, string>>;
  readonly accelerationSettings?: unknown;
  readonly settings?: JobSettings;
}

export type JobStatus = 'SUBMITTED' | 'PROGRESSING' | 'COMPLETE' | 'CANCELED' | 'ERROR';

export interface OutputDetail {
  readonly durationInMs: number;
  readonly videoDetails?: { readonly widthInPx: number; readonly heightInPx: number };
  /** In events alone. */
  readonly outputFilePaths?: readonly string[];
}

export interface OutputGroupDetail {
  readonly outputDetails: readonly OutputDetail[];
  /** In events alone. */
  readonly type: string;
  readonly playlistFilePaths?: readonly string[];
}

/** A job, as it is kept. */
export interface JobRecord {
  readonly id: string;
  readonly request: JobRequest;
  readonly status: JobStatus;
  readonly phase?: 'PROBING' | 'TRANSCODING' | 'UPLOADING';
  readonly percent: number;
  readonly submittedMs: number;
  readonly startedMs?: number;
  readonly finishedMs?: number;
  readonly errorCode?: number;
  readonly errorMessage?: string;
  /** In words. */
  readonly warnings: readonly string[];
  readonly outputGroupDetails?: readonly OutputGroupDetail[];
}

export const hasEnded = ({ status }: Pick<JobRecord, 'status'>): boolean =>
  status === 'COMPLETE' || status === 'CANCELED' || status === 'ERROR';
