"""Drawing of papers on ReportLab's canvas: black, white and greys; asks nothing and computes no figure.

The way of a paper: its module makes blocks (`blocks`, `tables`) of its data, `breaking` shares them out over the pages,
`document` draws frame and pieces. Archival output (tagged PDF) would replace this folder and nothing else.
"""
