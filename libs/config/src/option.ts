/** What every option has, whatever its type. The key in the schema is camelCase; the flag is its kebab-case form. */
interface CommonOption {
  /** One line for `--help` and the reference page, without a full stop at the end. */
  readonly help: string
  /** Environment variables that give the value where the flag does not; the first one that is set counts. */
  readonly env?: string | readonly string[]
  /** Other flags with the same meaning, without dashes: `['hdfs']` makes `--hdfs` mean this option. */
  readonly aliases?: readonly string[]
  /** What stands for the value in the help, for example `host:port`; by default a word for the type. */
  readonly placeholder?: string
  /** True: neither flag, environment nor default giving a value is a usage error. */
  readonly required?: boolean
  /** Arguments without a flag belong to this option: all of them when it is repeatable, otherwise one. */
  readonly positional?: boolean
  /** What is taken when nothing is given, where that is no constant that `default` could name: `<table>.checkpoint`. */
  readonly defaultText?: string
  /** Heading in the help; by default `Options`. */
  readonly group?: string
}

/** True: the flag may be given several times and the value is an array, empty when it is never given. */
interface Repeatable {
  readonly repeatable?: boolean
}

export interface StringOption extends CommonOption, Repeatable {
  readonly type: 'string'
  readonly default?: string
}

export interface NumberOption extends CommonOption, Repeatable {
  /** `integer` refuses fractions and what a double cannot hold exactly. */
  readonly type: 'integer' | 'number'
  readonly default?: number
  readonly min?: number
  readonly max?: number
}

/** `--name`, `--no-name`, `--name=false`; false when nothing says otherwise. */
export interface BooleanOption extends CommonOption {
  readonly type: 'boolean'
  readonly default?: boolean
}

/** `duration` ("500ms", "10s", "2m", "1h", "1d") gives milliseconds; `size` ("128MB", "4MiB", "1024") gives bytes. */
export interface QuantityOption extends CommonOption, Repeatable {
  readonly type: 'duration' | 'size'
  /** In the written form. */
  readonly default?: string
  /** Limits in the written form. */
  readonly min?: string
  readonly max?: string
}

export interface ChoiceOption extends CommonOption, Repeatable {
  readonly type: 'choice'
  readonly choices: readonly string[]
  readonly default?: string
}

/** Comma-separated words; giving the flag again adds to them. */
export interface ListOption extends CommonOption {
  readonly type: 'list'
  readonly default?: readonly string[]
}

/**
 * `path`: a path of the local file system, made absolute against the caller's directory; `-` is kept.
 * `location`: a path, or a URL (anything that starts with `scheme://`), which is kept as written.
 */
export interface PathOption extends CommonOption, Repeatable {
  readonly type: 'path' | 'location'
  readonly default?: string
}

export interface UrlOption extends CommonOption, Repeatable {
  readonly type: 'url'
  /** Allowed schemes, without colon; by default http and https. */
  readonly schemes?: readonly string[]
  readonly default?: string
}

/** One option of a component. */
export type Option =
  | StringOption
  | NumberOption
  | BooleanOption
  | QuantityOption
  | ChoiceOption
  | ListOption
  | PathOption
  | UrlOption

/** A component's options by camelCase name. */
export type OptionSchema = { readonly [name: string]: Option }

type Single<O> = O extends { type: 'boolean' }
  ? boolean
  : O extends { type: 'integer' | 'number' | 'duration' | 'size' }
    ? number
    : O extends { type: 'choice'; choices: readonly (infer C)[] }
      ? C
      : O extends { type: 'list' }
        ? readonly string[]
        : O extends { type: 'url' }
          ? URL
          : string

type Given = string | number | boolean | readonly string[]

/** The type of an option's value: optional unless it is boolean, repeatable, required or has a default. */
export type OptionValue<O> = O extends { repeatable: true }
  ? readonly Single<O>[]
  : O extends { type: 'boolean' } | { required: true } | { default: Given }
    ? Single<O>
    : Single<O> | undefined

/** What `parseOptions` returns for a schema. */
export type OptionValues<S extends OptionSchema> = { readonly [K in keyof S]: OptionValue<S[K]> }

/** The flag of a schema key: `startingOffsets` is `--starting-offsets`. */
export const flagOf = (name: string): string => '--' + name.replace(/[A-Z]/g, c => '-' + c.toLowerCase())

/** The environment variables of an option, in order of precedence. */
export const environmentOf = (option: Option): readonly string[] =>
  option.env === undefined ? [] : typeof option.env === 'string' ? [option.env] : option.env

/** True when an option's value is an array to which each occurrence adds. */
export const accumulates = (option: Option): boolean =>
  option.type === 'list' || ('repeatable' in option && option.repeatable === true)
