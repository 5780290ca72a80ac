"""The ground facility: shifts, data centre and archive, laboratory, and the projects that take their capacity."""
