import type { Json } from '@millrace/engine'

/** A file as it was when it was taken. */
export interface TakenFile {
  readonly path: string
  readonly length: number
  readonly partition: Readonly<Record<string, string | null>>
}

/** A range of a file; it stands for the lines whose first byte lies in it, as Hadoop's input splits do. */
export type FilePiece = TakenFile & { readonly from: number; readonly to: number }

/** Bytes of a piece of a file of lines. */
const PIECE_BYTES = 32 * 1024 * 1024
/** Bytes that a task reads; opening a file counts as many as OPEN_BYTES. */
const TASK_BYTES = 32 * 1024 * 1024
const OPEN_BYTES = 1024 * 1024
/** Files that cannot be read in pieces. */
const COMPRESSED = /\.(?:gz|gzip|zst|zstd)$/i

/** Cuts files into pieces and puts these together to tasks of about the same size, in order. */
export function tasksOf(files: readonly TakenFile[], lines: boolean): FilePiece[][] {
  const tasks: FilePiece[][] = []
  let bytes = TASK_BYTES
  for (const piece of files.flatMap(file => piecesOf(file, lines))) {
    const cost = piece.to - piece.from + OPEN_BYTES
    if (bytes + cost > TASK_BYTES) {
      tasks.push([])
      bytes = 0
    }
    tasks[tasks.length - 1].push(piece)
    bytes += cost
  }
  return tasks
}

export function piecesOf(file: TakenFile, lines: boolean): FilePiece[] {
  const { length, path } = file
  if (!lines || COMPRESSED.test(path) || length <= PIECE_BYTES) return [{ ...file, from: 0, to: length }]
  const count = Math.ceil(length / PIECE_BYTES)
  return Array.from({ length: count }, (_, i) => ({
    ...file,
    from: i * PIECE_BYTES,
    to: Math.min(length, (i + 1) * PIECE_BYTES),
  }))
}

export const piecesToJson = (pieces: readonly FilePiece[]): Json => pieces as unknown as Json
export const piecesFromJson = (json: Json): readonly FilePiece[] => json as unknown as readonly FilePiece[]
