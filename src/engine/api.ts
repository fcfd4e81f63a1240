/** The engine's interface, which every door uses. `openEngine` in engine.ts creates an engine. */

import type { WorkOptions } from '../base/turns.ts';
import type { Failure } from '../catalog/failures.ts';
import type { DescribedPhoto } from '../catalog/metadata/described-photo.ts';
import type { PhotoCounts } from '../catalog/photos.ts';
import type { Root } from '../catalog/roots.ts';
import type { Run } from '../catalog/runs/runs.ts';
import type { Watcher } from '../catalog/runs/watchers.ts';
import type { TextCounts } from '../catalog/text/unread.ts';
import type { ImportSummary } from '../indexing/rclip/import-rclip.ts';
import type { IndexProgress, IndexSummary } from '../indexing/run/messages.ts';
import type { TextProgress, TextSummary } from '../indexing/text/messages.ts';
import type { WatchOptions } from '../indexing/watch/watch-library.ts';
import type { ScanOptions } from '../library/files/scan-filter.ts';
import type { ProviderSetting } from '../model/provider/provider.ts';
import type { ModelStore } from '../model/store/model-store.ts';
import type { Suggestion } from '../search/browse/suggest.ts';
import type { ScopeRequest } from '../search/filters/scope.ts';
import type { DuplicatesStep } from '../search/near-duplicates.ts';
import type { Overview } from '../search/overview.ts';
import type { Hemisphere } from '../search/query/dates/times.ts';
import type { Duplicate } from '../search/same-files.ts';
import type {
  CountsAnswer,
  CountsRequest,
  PositionsAnswer,
  PositionsRequest,
  SearchAnswer,
  SearchRequest,
  SentPicture,
  SuggestionsRequest,
} from '../search/search-request.ts';
import type { TagRequest, TagResult } from '../tagging/tag-photos.ts';
import type { ChooseOptions, RequestedModel } from './active-model.ts';
import type { DeepOptions } from './deep-check.ts';
import type { Finding } from './health-check.ts';
import type { Viewer } from './viewer.ts';

export type {
  CountsAnswer,
  DescribedPhoto,
  ImportSummary,
  Overview,
  SearchAnswer,
  SearchRequest,
  SentPicture,
  TagRequest,
  TagResult,
  Watcher,
};

export interface EngineOptions {
  /** Folder of the catalog and the pulled models. Created with mode 0700 if it does not exist. */
  readonly dataDir: string;
  /** Where models are pulled from. Default: the Hugging Face hub. */
  readonly hub: Omit<ModelStore, 'folder'>;
  /** Model for the first index of a data folder. Default: clip-vit-b32; the built-in model if that is not available. */
  readonly model: RequestedModel;
  /** What runs the model. Default: `auto`. */
  readonly provider: ProviderSetting;
  /** The seasons of which half of the earth a query means. Default: `north`. */
  readonly hemisphere: Hemisphere;
  /** Which files belong to the library, for indexing and searching. Default: all except hidden files. */
  readonly scan: ScanOptions;
  /** Read the text in pictures, after an index run and in watched folders. Default: yes. */
  readonly text: boolean;
  /** Maximum size of the rendered pictures that are kept on the disk. Default: `PICTURE_CACHE_BYTES`. */
  readonly pictureCacheBytes?: number | undefined;
}

/** Options that are left out have their default. */
export type OpenOptions = Pick<EngineOptions, 'dataDir'> &
  Partial<EngineOptions> & {
    /** The process ends after one answer: nothing is started in the background, and models load quickly. Default: no. */
    readonly isShortLived?: boolean | undefined;
  };

export interface IndexOptions {
  readonly onProgress?: ((progress: IndexProgress) => void) | undefined;
  readonly onNotice?: ((line: string) => void) | undefined;
  /** On abort the run finishes its batch, the summary says `interrupted`, and the next run continues from there. */
  readonly signal?: AbortSignal | undefined;
  /** Accept that files are gone: no photo is held back, and an empty root counts as emptied on purpose. */
  readonly acceptRemovals?: boolean | undefined;
  /** How long to wait for another process's run, in ms. Absent: until that run ends. */
  readonly waitMs?: number | undefined;
  /**
   * First look in this process whether anything differs from the index, and run only then: for a search, which usually
   * finds nothing new. A look that finds nothing is not recorded as a run.
   */
  readonly ifNeeded?: boolean | undefined;
  /** Then read the text in the pictures: see `readText`, which also reports progress. Default: the engine's option `text`. */
  readonly text?: boolean | undefined;
}

export interface TextOptions {
  readonly onProgress?: ((progress: TextProgress) => void) | undefined;
  /** On abort the pass stores what it has read, the summary says `interrupted`, and the next pass continues from there. */
  readonly signal?: AbortSignal | undefined;
}

export interface Status {
  readonly dataDir: string;
  readonly model: string | null;
  readonly roots: readonly (Root & PhotoCounts)[];
  readonly failures: readonly Failure[];
  /** Entries of `excludeDirs` that are paths and lead to no folder now: a mistake, or an unplugged drive. */
  readonly missingExcludes: readonly string[];
  readonly lastRun: Run | null;
  /** Id of the picsift process that is indexing now. */
  readonly indexing: number | null;
  /** Folders that are kept up to date, each with the process that does it. */
  readonly watchers: readonly Watcher[];
  /** Photos in the folders, and how many of them were read for text. */
  readonly text: TextCounts;
}

interface LibraryOverview extends Overview {
  readonly model: string | null;
}

export interface BackgroundOptions extends WatchOptions {
  /** True for a watch that no person requested: it downloads no model before the engine's first `search` or `index`. */
  readonly inBackground?: boolean | undefined;
}

export interface Engine extends Omit<Viewer, 'close'> {
  /**
   * Bring the catalog in line with the folders (real paths). The first index also chooses the model.
   * @throws PicsiftError `indexing-elsewhere` when another run does not end within `waitMs`.
   */
  index(folders: readonly string[], options?: IndexOptions): Promise<IndexSummary & { readonly text?: TextSummary }>;
  /**
   * Read the text in the pictures of indexed folders (real paths), those that look most like text first. It takes much
   * longer than embedding them.
   */
  readText(folders: readonly string[], options?: TextOptions): Promise<TextSummary>;
  /**
   * Leave behind a process that reads the text in all indexed pictures, unless another one does: for a process that ends
   * after one answer. It ends after ten minutes at most; the next call continues.
   * @returns true if a process was started.
   */
  readTextAfterwards(): Promise<boolean>;
  /** Count the photos below the folders, and those that were read for text. */
  textRead(folders: readonly string[]): TextCounts;
  /**
   * Keep the catalog in line with the folders until the signal aborts or the engine closes: see `watchLibrary`. One
   * process watches each folder; the others stand by and see what it indexes. Then it reads the text in new pictures.
   * @param folders as the user gave them. A folder that does not exist is indexed as soon as it appears.
   */
  watch(folders: readonly string[], options: BackgroundOptions): Promise<void>;
  /** Find the photos that fit a query, or list all photos that match the filters. */
  search(request: SearchRequest, options?: WorkOptions): Promise<SearchAnswer>;
  /**
   * Embed the bytes of a picture that somebody sent, for a search; undefined before the first index.
   * @throws PicsiftError `photo-unreadable`.
   */
  embedPicture(bytes: Buffer): Promise<SentPicture | undefined>;
  /** Count the photos by month, folder, camera, place, person, keyword, type or rating. */
  counts(request: CountsRequest, options?: WorkOptions): Promise<CountsAnswer>;
  /** List photos by their position in an order: for a page that shows a part of a very long list. */
  positions(request: PositionsRequest): Promise<PositionsAnswer>;
  /** Find names of people, places, keywords, cameras and folders that begin with a text. */
  suggestions(request: SuggestionsRequest): Promise<Suggestion[]>;
  /** Find groups of near-identical photos below the folders. Groups that could free the most bytes come first. */
  duplicates(scope: ScopeRequest, options?: WorkOptions<DuplicatesStep>): Promise<Duplicate[][]>;
  /**
   * Load what a search needs, so that the first search does not wait for it.
   * @param next the search that is known to come: its words are embedded in advance.
   */
  warmUp(next?: SearchRequest): Promise<void>;
  /**
   * Make what verdicts need, once for each model. Searches without it have no verdicts (null), unless it takes less
   * than a second. A long-lived engine does it by itself, in the background.
   */
  prepareVerdicts(signal: AbortSignal): Promise<void>;
  /**
   * Add a keyword to photos or remove it, in the files or in sidecars, or only report what would be written. Written
   * photos keep their vectors, so the next `index` does not embed them. See `tagPhotos`.
   */
  tag(request: TagRequest): Promise<TagResult[]>;
  status(): Status;
  /** The current run, in any process, that brings all of these folders up to date; undefined when there is none. */
  runFor(folders: readonly string[]): Run | undefined;
  /** The current run, in any process, that scans some of these folders; undefined when there is none. */
  runIn(folders: readonly string[]): Run | undefined;
  /** Summarise the contents of the folders, the values to filter by, and the model. */
  overview(scope: ScopeRequest): Promise<LibraryOverview>;
  /**
   * Forget a root, with all of its photos that are not in another root. Waits for the current run to end.
   * @returns the number of photos that were forgotten.
   * @throws PicsiftError `bad-usage` when the path is not a root.
   */
  removeRoot(path: string, options?: WaitOptions): Promise<number>;
  /**
   * Forget photos whose files were moved away, without waiting for the next index run.
   * @throws PicsiftError `interrupted` when the signal aborts while another process is writing.
   */
  forget(ids: readonly string[], options?: WaitOptions): Promise<void>;
  /**
   * Check the catalog and report how to fix each problem. Reads every vector and lists every root.
   * @throws PicsiftError `interrupted` when the signal aborts while photos are compared.
   */
  doctor(options?: DoctorOptions): Promise<Finding[]>;
  /** Repair what needs no decision of a person, then index all roots. */
  repair(options?: RepairOptions): Promise<void>;
  /**
   * Import the vectors of rclip's index, if they are those of the model: the catalog's, or the requested one, or rclip's
   * own. Waits for the current run to end. See `importRclip`.
   * @throws PicsiftError `model-mismatch`, `import-failed`, `interrupted`; then nothing is imported.
   */
  importRclip(request: RclipRequest, options?: RclipOptions): Promise<ImportSummary>;
  /** Write a complete copy of the catalog to a new file. */
  exportTo(file: string): Promise<void>;
  /** Switch to another model, by name or folder. The next `index` embeds all photos again. */
  useModel(nameOrFolder: string, options?: ChooseOptions): Promise<{ readonly name: string }>;
  /** Let threads and child processes finish their current work, then end them. */
  close(options?: CloseOptions): Promise<void>;
}

export interface RclipRequest {
  /** Its db.sqlite3. */
  readonly database: string;
  /** Where rclip keeps its model. */
  readonly modelFolder: string;
  /** Real paths; empty: wherever rclip's photos are. */
  readonly folders: readonly string[];
}

export interface RclipOptions extends WaitOptions, Pick<IndexOptions, 'onProgress' | 'onNotice'> {}

interface DoctorOptions extends DeepOptions {
  /** Read every photo, and compare its bytes with those that were indexed. */
  readonly deep?: boolean | undefined;
}

interface RepairOptions extends IndexOptions, WaitOptions {
  /** Paths of photos to read again: `Finding.paths`. */
  readonly changed?: readonly string[] | undefined;
}

interface WaitOptions {
  /** Called once if another process is writing. */
  readonly onWait?: (() => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface CloseOptions {
  /**
   * Wait no longer than this for index runs of watched folders, and for the photo that is being tagged, in ms: they stop by
   * themselves when this process ends. Default: until they have stopped.
   */
  readonly runsMs?: number;
}
