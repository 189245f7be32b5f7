// Flags of V8 that every command starts with. Plain JavaScript, and imported before the compile cache is opened: compiled code that
// was kept counts only for the flags that it was made with.
import { setFlagsFromString } from 'node:v8'

// At its exit Node waits for the threads that compile, and one of them for a garbage collection that never comes: the process hangs
// (nodejs/node#54918). Of those only this one allocates while it compiles; without it nothing measurable is lost here.
setFlagsFromString('--no-concurrent-sparkplug')
// See libs/engine/src/runtime/worker/start-thread.ts, which sets it for programs that are no command.
setFlagsFromString('--wasm-wrapper-tiering-budget=2000000000')
