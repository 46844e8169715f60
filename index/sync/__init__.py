"""Fresh data: files of open data fetched from their sources, and imported when they are sound.

`sources` reads `data/sources.toml`, the list of them; `download` fetches a file over https, and
`pages` an API that answers page by page; `content` expands what is compressed and refuses what is
no data; `selection` leaves out the rows of no interest; `importing` reads the rest as any import;
`acceptance` refuses a file that lost many rows or has many wrong ones; `changes` compares it with
the one before; `state` is what is stored of a source from one time to the next; `update` does all
of it for one source. Start with `update`.
"""
