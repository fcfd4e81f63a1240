/** What the engine can do, as every door sees it. `openEngine` in engine.ts makes one. */

import type { DescribedPhoto } from '../catalog/described-photo.ts';
import type { Failure } from '../catalog/failures.ts';
import type { PhotoCounts, PhotoDetails } from '../catalog/photos.ts';
import type { Root } from '../catalog/roots.ts';
import type { Run } from '../catalog/runs.ts';
import type { Watcher } from '../catalog/watchers.ts';
import type { IndexProgress, IndexSummary } from '../indexing/run/messages.ts';
import type { WatchOptions } from '../indexing/watch/watch-library.ts';
import type { ScanOptions } from '../library/files/scan.ts';
import type { ModelStore } from '../model/store/install.ts';
import type { ScopeRequest } from '../search/filters/scope.ts';
import type { Overview } from '../search/overview.ts';
import type { SearchAnswer, SearchRequest, SentPicture } from '../search/search-request.ts';
import type { TagRequest, TagResult } from '../tagging/tag-photos.ts';
import type { ChooseOptions, ModelWish } from './active-model.ts';
import type { Finding } from './health-check.ts';
import type { Viewer } from './viewer.ts';

export type { DescribedPhoto, Overview, SearchAnswer, SearchRequest, SentPicture, TagRequest, TagResult, Watcher };

export interface EngineOptions {
  /** Holds the catalog and the pulled models. Made, with mode 0700, where it is not there. */
  readonly dataDir: string;
  /** Where models are pulled from. Default: the Hugging Face hub. */
  readonly hub: Omit<ModelStore, 'folder'>;
  /** What the first index of a data folder uses. Default: clip-vit-b32, or the built-in model where it cannot be had. */
  readonly model: ModelWish;
  /** What counts as part of the library, for indexing and for searching alike. Default: all but hidden files. */
  readonly scan: ScanOptions;
}

/** Whatever is left out has its default. */
export type OpenOptions = Pick<EngineOptions, 'dataDir'> & Partial<EngineOptions>;

export interface IndexOptions {
  readonly onProgress?: ((progress: IndexProgress) => void) | undefined;
  readonly onNotice?: ((line: string) => void) | undefined;
  /** Aborted: the batch is finished, the summary says `interrupted`, and the next run goes on from there. */
  readonly signal?: AbortSignal | undefined;
  /** What is there now is what shall be there: nothing is held back, and an empty root is taken for emptied. */
  readonly acceptRemovals?: boolean | undefined;
  /** How long to wait for another process's run, in ms. Absent: until it is over. */
  readonly waitMs?: number | undefined;
}

export interface Status {
  readonly dataDir: string;
  readonly model: string | null;
  readonly roots: readonly (Root & PhotoCounts)[];
  readonly failures: readonly Failure[];
  readonly lastRun: Run | null;
  /** Process id of the picsift that is indexing now. */
  readonly indexing: number | null;
  /** Folders that a picsift keeps up to date, and which process does. */
  readonly watchers: readonly Watcher[];
}

interface LibraryOverview extends Overview {
  readonly model: string | null;
}

export interface BackgroundOptions extends WatchOptions {
  /** Nobody asked for it: no model is downloaded before the first `search` or `index` of this engine. */
  readonly inBackground?: boolean | undefined;
}

export interface Engine extends Omit<Viewer, 'close'> {
  /**
   * Bring the catalog in line with the folders (real paths). The first index also fixes the model.
   * @throws PicsiftError `indexing-elsewhere` where another run was not over within `waitMs`.
   */
  index(folders: readonly string[], options?: IndexOptions): Promise<IndexSummary>;
  /**
   * Keep the catalog in line with the folders until the signal is aborted or the engine closed: see `watchLibrary`. Of
   * all processes that want a folder watched one does it; the others stand by, and find what it indexes all the same.
   * @param folders as the user gave them: those that are not there are waited for.
   */
  watch(folders: readonly string[], options: BackgroundOptions): Promise<void>;
  search(request: SearchRequest): Promise<SearchAnswer>;
  /**
   * The bytes of a picture that somebody sent, made fit to be searched with; undefined before the first index.
   * @throws PicsiftError `photo-unreadable`.
   */
  embedPicture(bytes: Buffer): Promise<SentPicture | undefined>;
  /** Near-identical photos below the folders, in groups: those with the most bytes to be freed first. */
  duplicates(scope: ScopeRequest): Promise<PhotoDetails[][]>;
  /** Begin loading the query side, so that the first search does not wait for it. */
  warmUp(): Promise<void>;
  /**
   * Give photos a keyword or take it away: in the files or in sidecars, or only say what would be written. What is
   * written keeps its vectors, so that the next `index` embeds nothing. See `tagPhotos`.
   */
  tag(request: TagRequest): Promise<TagResult[]>;
  status(): Status;
  /** The run, in whatever process, that is bringing all of these folders up to date now; undefined: none is. */
  runFor(folders: readonly string[]): Run | undefined;
  /** The run, in whatever process, that is looking through some of these folders now; undefined: none is. */
  runIn(folders: readonly string[]): Run | undefined;
  /** What there is in the folders, to search and to filter by, and which model looks at it. */
  overview(scope: ScopeRequest): Promise<LibraryOverview>;
  /**
   * Forget a root and whatever no other root has of it. Waits for a run that is under way.
   * @returns how many photos were forgotten.
   * @throws PicsiftError `bad-usage` where the path is no root.
   */
  removeRoot(path: string, options?: WaitOptions): Promise<number>;
  /** What is wrong with the catalog, and how to fix it. Reads every vector and lists every root. */
  doctor(): Promise<Finding[]>;
  /** Repair what can be repaired without asking, by an index run over the roots too. */
  repair(options?: IndexOptions & WaitOptions): Promise<void>;
  /** Write a whole copy of the catalog to a new file. */
  exportTo(file: string): Promise<void>;
  /** Switch to another model, by name or folder. Photos are embedded again by the next `index`. */
  useModel(nameOrFolder: string, options?: ChooseOptions): Promise<{ readonly name: string }>;
  /** Ends threads and children, after what they are doing. */
  close(): Promise<void>;
}

interface WaitOptions {
  /** Called once, where another process is writing. */
  readonly onWait?: (() => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}
