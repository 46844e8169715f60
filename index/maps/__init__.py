"""Maps that the service draws itself: outlines, what is around them, and what falls in a view.

`boundaries` holds the outlines of the départements and places points of the Earth on the drawing;
`base_map` holds what is under them: neighbouring countries, rivers, towns of other countries;
`landmarks` names the communes of a close view; `clipping` cuts lines to what is seen. Start with
`boundaries`.
"""
