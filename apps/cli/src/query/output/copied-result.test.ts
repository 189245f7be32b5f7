import { expect, test } from 'vitest'
import { withoutEnd } from './copied-result.ts'

test.each([
  ['select 1', 'select 1'],
  ['select 1;', 'select 1'],
  ['select 1; -- one\n ; /* and; more */ ', 'select 1'],
  ['select 1 -- one;', 'select 1 -- one;'],
  ["select ';--'", "select ';--'"],
  ["select 'it''s;' as \"a;\";", "select 'it''s;' as \"a;\""],
  ["select e'\\';' ; ", "select e'\\';' "],
  ['select $$;$$, $a$;$$;$a$;', 'select $$;$$, $a$;$$;$a$'],
])('%j ends as %j', (script, expected) => {
  expect(withoutEnd(script)).toBe(expected)
})
