"""The administrator's pages, one door to the packages' own actions."""
