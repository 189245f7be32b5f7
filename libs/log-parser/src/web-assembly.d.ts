/** The part of WebAssembly's JavaScript interface that is used here: of TypeScript's libraries only the browsers' has it. */
declare namespace WebAssembly {
  class Module {
    constructor(bytes: Uint8Array)
  }
  class Instance {
    readonly exports: Readonly<Record<string, unknown>>
    constructor(module: Module)
  }
  interface Memory {
    /** Replaced when the memory grows. */
    readonly buffer: ArrayBuffer
  }
  interface Global {
    readonly value: number
  }
}
