import { AliasTable } from './alias-table.ts'

/** What kind of query follows a path. */
export type QueryKind = 'none' | 'page' | 'search' | 'record' | 'campaign'

/** Pairs of a weight and a value. */
type Weighted<T> = readonly (readonly [weight: number, value: T])[]

interface KindDescription {
  /** How many of 100 paths are of this kind. */
  readonly paths: number
  readonly methods: Weighted<string>
  readonly statuses: Weighted<number>
  readonly queries: Weighted<QueryKind>
  /** Median of the sizes in bytes, and whether every response has its own size. */
  readonly median: number
  readonly dynamic: boolean
  /** How many of 100 requests come from a page of the site itself. */
  readonly internal: number
  /** How many of 1000 requests name a user. */
  readonly users: number
  /** Whether the path is a page with links, hence the referrer of others. */
  readonly links: boolean
}

const KINDS = {
  page: {
    paths: 40,
    methods: [
      [970, 'GET'],
      [25, 'HEAD'],
      [5, 'POST'],
    ],
    statuses: [
      [900, 200],
      [70, 304],
      [15, 301],
      [10, 302],
      [3, 500],
      [2, 503],
    ],
    queries: [
      [850, 'none'],
      [90, 'page'],
      [60, 'campaign'],
    ],
    median: 9000,
    dynamic: true,
    internal: 45,
    users: 5,
    links: true,
  },
  asset: {
    paths: 30,
    methods: [
      [995, 'GET'],
      [5, 'HEAD'],
    ],
    statuses: [
      [780, 200],
      [215, 304],
      [3, 403],
      [2, 206],
    ],
    queries: [
      [960, 'none'],
      [40, 'record'],
    ],
    median: 6500,
    dynamic: false,
    internal: 92,
    users: 0,
    links: false,
  },
  api: {
    paths: 12,
    methods: [
      [700, 'GET'],
      [180, 'POST'],
      [50, 'PUT'],
      [40, 'DELETE'],
      [20, 'OPTIONS'],
      [10, 'PATCH'],
    ],
    statuses: [
      [840, 200],
      [60, 201],
      [40, 204],
      [20, 400],
      [15, 401],
      [10, 404],
      [8, 500],
      [5, 429],
      [2, 504],
    ],
    queries: [
      [500, 'none'],
      [350, 'record'],
      [150, 'page'],
    ],
    median: 900,
    dynamic: true,
    internal: 70,
    users: 150,
    links: false,
  },
  search: {
    paths: 2,
    methods: [[1, 'GET']],
    statuses: [
      [970, 200],
      [20, 302],
      [10, 500],
    ],
    queries: [
      [950, 'search'],
      [50, 'none'],
    ],
    median: 14000,
    dynamic: true,
    internal: 70,
    users: 5,
    links: true,
  },
  download: {
    paths: 5,
    methods: [
      [950, 'GET'],
      [50, 'HEAD'],
    ],
    statuses: [
      [800, 200],
      [150, 206],
      [40, 304],
      [8, 416],
      [2, 403],
    ],
    queries: [
      [980, 'none'],
      [20, 'campaign'],
    ],
    median: 3_000_000,
    dynamic: false,
    internal: 60,
    users: 10,
    links: false,
  },
  account: {
    paths: 4,
    methods: [
      [500, 'GET'],
      [500, 'POST'],
    ],
    statuses: [
      [500, 302],
      [300, 200],
      [130, 401],
      [60, 403],
      [10, 500],
    ],
    queries: [
      [900, 'none'],
      [100, 'record'],
    ],
    median: 2500,
    dynamic: true,
    internal: 85,
    users: 300,
    links: true,
  },
  missing: {
    paths: 7,
    methods: [
      [900, 'GET'],
      [60, 'POST'],
      [40, 'HEAD'],
    ],
    statuses: [
      [990, 404],
      [10, 410],
    ],
    queries: [
      [900, 'none'],
      [60, 'record'],
      [40, 'page'],
    ],
    median: 420,
    dynamic: false,
    internal: 15,
    users: 0,
    links: false,
  },
} as const satisfies Record<string, KindDescription>

export type KindName = keyof typeof KINDS

/** Names of the kinds, in the order of their numbers. */
export const KIND_NAMES = Object.keys(KINDS) as readonly KindName[]

/** A kind, ready to draw from: each table's index is looked up in the list beside it. */
export interface PathKind {
  readonly name: KindName
  readonly methods: readonly string[]
  readonly methodTable: AliasTable
  readonly statuses: readonly number[]
  readonly statusTable: AliasTable
  readonly queries: readonly QueryKind[]
  readonly queryTable: AliasTable
  readonly median: number
  readonly dynamic: boolean
  readonly internal: number
  readonly users: number
  readonly links: boolean
}

export function makePathKinds(): readonly PathKind[] {
  const values = <T>(pairs: Weighted<T>): readonly T[] => pairs.map(([, value]) => value)
  const table = (pairs: Weighted<unknown>): AliasTable => new AliasTable(pairs.map(([weight]) => weight))
  return KIND_NAMES.map(name => {
    const kind: KindDescription = KINDS[name]
    return {
      name,
      methods: values(kind.methods),
      methodTable: table(kind.methods),
      statuses: values(kind.statuses),
      statusTable: table(kind.statuses),
      queries: values(kind.queries),
      queryTable: table(kind.queries),
      median: kind.median,
      dynamic: kind.dynamic,
      internal: kind.internal,
      users: kind.users,
      links: kind.links,
    }
  })
}

/** Draws the number of a kind for a new path. */
export const kindTable = (): AliasTable => new AliasTable(KIND_NAMES.map(name => KINDS[name].paths))
