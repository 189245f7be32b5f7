/** Frame of the page: head, strip of figures, navigation, grid of panels. */
export const PAGE = `
*{box-sizing:border-box}
html{scroll-padding-top:1rem}
@media (prefers-reduced-motion:no-preference){html{scroll-behavior:smooth}}
body{margin:0;background:var(--back);color:var(--text);font:15px/1.45 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
a{color:var(--accent)}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
.skip{position:absolute;left:-99rem}
.skip:focus{left:1rem;top:.5rem;background:var(--card);padding:.5rem 1rem;z-index:2}
.top{background:var(--card);border-bottom:1px solid var(--line);padding:.75rem clamp(1rem,3vw,2.5rem) 1.25rem}
.bar-top{display:flex;flex-wrap:wrap;gap:.5rem 1rem;align-items:center;justify-content:space-between}
.brand{margin:0;color:var(--accent);font-weight:650;letter-spacing:.02em}
.tools{display:flex;flex-wrap:wrap;gap:.5rem}
.tools button,input{font:inherit;font-size:.9rem;color:var(--text);background:var(--back);border:1px solid var(--line);border-radius:.5rem;padding:.35rem .7rem;min-height:2.1rem}
.tools button{cursor:pointer;min-width:8rem}
.tools button:hover{border-color:var(--accent)}
#filter{width:14rem}
h1{font-size:clamp(1.3rem,1rem + 1.6vw,1.9rem);line-height:1.2;margin:.6rem 0 .25rem;font-weight:680;overflow-wrap:anywhere}
.facts,.filters{margin:.1rem 0;color:var(--soft);overflow-wrap:anywhere}
.facts b{color:var(--text);font-weight:550}
.filters code{background:var(--client);color:var(--text);padding:.1rem .4rem;border-radius:.3rem;font-size:.85rem}
.strip{display:grid;grid-template-columns:repeat(auto-fit,minmax(8.5rem,1fr));gap:.6rem;margin:1rem 0 0}
.strip div{display:flex;flex-direction:column;border:1px solid var(--line);border-radius:.6rem;padding:.55rem .8rem;background:var(--back)}
.strip dt{color:var(--soft);font-size:.8rem}
.strip dd{order:-1;margin:0;font-size:1.35rem;font-weight:650;font-variant-numeric:tabular-nums;white-space:nowrap}
.columns{display:grid;grid-template-columns:13.5rem minmax(0,1fr);gap:1.5rem;padding:1.25rem clamp(1rem,3vw,2.5rem) 3rem;max-width:110rem;margin:auto}
nav details{position:sticky;top:1rem;max-height:calc(100vh - 2rem);overflow:auto}
nav summary{font-weight:650;padding:.3rem .6rem;cursor:pointer}
nav ol{list-style:none;margin:0;padding:0}
nav a{display:block;padding:.22rem .6rem;border-left:3px solid transparent;border-radius:0 .4rem .4rem 0;color:var(--soft);text-decoration:none;font-size:.9rem}
nav a:hover{color:var(--text);background:var(--hover)}
nav a[aria-current]{color:var(--text);border-color:var(--accent);background:var(--hover);font-weight:550}
main{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,26rem),1fr));gap:1rem;grid-auto-flow:dense;align-content:start}
main:focus{outline:none}
#found{grid-column:1/-1;margin:0;color:var(--soft)}
#found:empty{display:none}
@media (max-width:70rem){
.columns{display:block}
nav{margin-bottom:1rem}
nav details{position:static;max-height:none;background:var(--card);border:1px solid var(--line);border-radius:.6rem;padding:.4rem}
nav ol{columns:14rem}
nav a{padding:.45rem .6rem}
}
@media (max-width:40rem){
.tools{width:100%}
#filter{flex:1;width:auto;min-width:8rem}
.strip{grid-template-columns:1fr 1fr}
.strip dd{font-size:1.15rem}
}
`
